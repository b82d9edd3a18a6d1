"""The problem codes in Chinese. In English they say it themselves (``server/errors.py``)."""

from __future__ import annotations

from collections.abc import Mapping

CHINESE: Mapping[str, str] = {
    "body.malformed": "请求内容的格式不对",
    "body.unknown_field": "请求里有这里不认识的项",
    "body.invalid": "请求里有不能用的值",
    "body.too_large": "请求内容超过了大小限制",
    "body.encoding": "内容类型或编码不对",
    "query.invalid": "查询条件里有不能用的值",
    "push.too_many_items": "一次上报的文档太多，请分几次",
    "protocol.unsupported": "不支持这个协议版本",
    "token.missing": "还没有登录",
    "token.unknown": "令牌无效",
    "revoked": "这台平板已被吊销，请清除数据",
    "sign_in.wrong": "用户名或密码不对",
    "sign_in.locked": "密码错误次数太多，请稍后再试或找管理员",
    "session.needed": "这件事要本人登录后做，程序不能代办",
    "csrf.missing": "请求不是从本站页面发出的",
    "role.not_allowed": "您的角色不能做这件事",
    "not_found": "没有这一项，或者您看不到它",
    "method.not_allowed": "这个地址不支持这种操作",
    "conflict.gone": "冲突已被处理或已有变化，请重新查看",
    "conflict.not_a_rival": "所选的值不在各方填写的值里",
    "record.changed": "记录已有变化，请重新查看",
    "already.exists": "已有同名的一项",
    "pairing.unknown": "配对码不对、已用过或已过期，请重新生成",
    "enrol.too_many": "这个地址输错配对码次数太多，请稍后再试",
    "grid.not_yours": "这不是您负责的网格",
    "grid.closed": "这个网格已经关闭",
    "care.faulty": "文件有错，没有启用；原来的照旧有效",
    "attachment.offset": "这一段接不上前一段",
    "attachment.hash_mismatch": "附件内容与编号不符，请重新上传",
    "attachment.range": "没有说明这是附件的哪一段",
    "server.busy": "服务器正忙，请稍后再试",
    "storage.full": "服务器磁盘已满，请告诉管理员",
    "server.fault": "服务器出错，已记录；请重新发送",
}

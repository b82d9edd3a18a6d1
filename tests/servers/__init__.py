"""What tests stand on: real databases and real servers, each started by the tests and ended by its own id."""

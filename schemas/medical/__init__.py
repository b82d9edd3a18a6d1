"""The medical forms: follow-ups, the check-up, and the questionnaires of old age.

A grid worker writes down what is told and measured at the door; a doctor confirms. What a form asks follows the paper
it is printed on: the numbers in its boxes are the codes, or stand beside them as `paper`.
"""

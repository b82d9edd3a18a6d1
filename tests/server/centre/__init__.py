"""What happens at the centre between a hand-in and what people read there."""

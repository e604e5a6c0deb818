"""What a Windows event is, and the record that it makes."""

"""What people see: values in, Block Kit or mail out; one module a noun."""

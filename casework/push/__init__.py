"""Changes of records on their way to the subscribers: webhooks, exchange files, and the answers that come back.

Everything here runs outside the door: rows change through casework.actions only. What is sent and in which order is
decided in casework/register/deliveries.py.
"""

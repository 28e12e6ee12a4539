"""The town's trust service: who certifies its people's signatures, and the software they sign with."""

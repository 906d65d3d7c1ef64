"""The second face of CaseVault: commands that print and never decide. Imports no Qt."""

// The support of all suites.

// A certificate for 127.0.0.1, for tests and the demo only: Azure's SDKs send no token over plain http.
// Its private key is below for everyone to read. It proves nothing, protects nothing and must never be trusted outside a
// process that talks to the sandbox. As an authority it can vouch for loopback alone (its name constraints say so).
// Made with `openssl ca -selfsign` (P-256), valid from 2020 to 2120.

export const LOOPBACK_TEST_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIB5DCCAYqgAwIBAgIBATAKBggqhkjOPQQDAjApMScwJQYDVQQDDB5ieW9iLWF1
ZGl0IGxvb3BiYWNrIHRlc3RzIG9ubHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAx
MDEwMDAwMDBaMCkxJzAlBgNVBAMMHmJ5b2ItYXVkaXQgbG9vcGJhY2sgdGVzdHMg
b25seTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABAX592969HJX8zdW77W0oyXY
CyYBQhwdWSad02PduZiXxjVqrzK6uihCMGKAR55hp+C9uwzS38rxhqnJnGajG92j
gaAwgZ0wGgYDVR0RBBMwEYcEfwAAAYIJbG9jYWxob3N0MA4GA1UdDwEB/wQEAwIC
hDATBgNVHSUEDDAKBggrBgEFBQcDATASBgNVHRMBAf8ECDAGAQH/AgEAMCcGA1Ud
HgEB/wQdMBugGTAKhwh/AAAB/////zALgglsb2NhbGhvc3QwHQYDVR0OBBYEFF7g
WUxJPSD6eVtRroLrX1ql2GeHMAoGCCqGSM49BAMCA0gAMEUCIGlJC5BkHfQ2bjKa
8mjYWTdkfmsTj6aXH0YwYWkWlgYWAiEAvMsW1zPnx4e0jH7Ng1X5MmwFBeBjH3ng
lyn7SV3Wz3o=
-----END CERTIFICATE-----
`;

export const LOOPBACK_TEST_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgrNyH1NF4QeZg24zi
kXs0RVbr35c9gZvo7e4cnza2ZtyhRANCAAQF+fdvevRyV/M3Vu+1tKMl2AsmAUIc
HVkmndNj3bmYl8Y1aq8yurooQjBigEeeYafgvbsM0t/K8YapyZxmoxvd
-----END PRIVATE KEY-----
`;

package forwarder

import (
	"bytes"
	"cmp"
	"context"
	"crypto/md5"
	"crypto/tls"
	"encoding/hex"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

const (
	// DefaultTimeout bounds one POST from the dial to the end of the answer;
	// the agents in use have the same.
	DefaultTimeout = 20 * time.Second
	// answerBytes is how much of an answer is read: enough for the connection
	// to be used again and for the reason of a refusal.
	answerBytes = 64 << 10
)

// StackStateOptions configure the stackstate output.
type StackStateOptions struct {
	// URL is where the receiver stands, with or without /stsAgent at its end;
	// https:// is added where there is no scheme.
	URL     string
	APIKey  string
	Version string        // of the agent
	Timeout time.Duration // of one POST; 0: DefaultTimeout
	// SkipSSLValidation trusts any certificate.
	SkipSSLValidation bool
	// ServiceChecksAsEvents sends each service check as an event, for receivers
	// that show no service checks.
	ServiceChecksAsEvents bool
	// Transport carries the requests; nil means the network, with the proxies
	// that the environment names and the system's certificates.
	Transport http.RoundTripper
}

// StackState is the output to the intake of a StackState receiver: one POST of
// one JSON object, compressed with zlib.
type StackState struct {
	address string // with the key
	shown   string // the address without secrets
	host    string // of the address
	key     string
	version string
	asEvent bool
	bounds  bounds
	timeout time.Duration
	client  *http.Client
}

// NewStackState returns the output, or an [*Error] with a hint where the URL or
// the key cannot be right.
func NewStackState(o StackStateOptions) (*StackState, error) {
	address, err := intakeURL(o.URL)
	if err != nil {
		return nil, err
	}
	if o.APIKey == "" {
		return nil, &Error{Err: errNoKey, Hint: "set api_key; the receiver's page of the API-Integration StackPack shows it"}
	}
	shown := *address
	shown.User = nil
	address.RawQuery = url.Values{"api_key": {o.APIKey}}.Encode()
	timeout := cmp.Or(o.Timeout, DefaultTimeout)
	transport := o.Transport
	if transport == nil {
		transport = network(timeout, o.SkipSSLValidation)
	}
	return &StackState{
		address: address.String(), shown: shown.String(), host: shown.Host,
		key: o.APIKey, version: o.Version, asEvent: o.ServiceChecksAsEvents,
		timeout: timeout,
		bounds:  bounds{raw: maxRawBytes, packed: maxPackedBytes},
		client: &http.Client{
			Transport: transport,
			// Never followed: the address holds the key, and a POST that turned
			// into a GET would look as if it had been taken.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

func network(timeout time.Duration, skipSSLValidation bool) *http.Transport {
	dialer := &net.Dialer{Timeout: timeout / 2, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         dialer.DialContext,
		TLSClientConfig:     &tls.Config{InsecureSkipVerify: skipSSLValidation}, //nolint:gosec // the operator's choice, off by default
		TLSHandshakeTimeout: timeout / 2,
		ForceAttemptHTTP2:   true,
		MaxIdleConns:        1,
		IdleConnTimeout:     90 * time.Second, // longer than the longest rest
	}
}

// Kind is its name in the configuration.
func (s *StackState) Kind() string { return "stackstate" }

// Place is the receiver's host.
func (s *StackState) Place() string { return s.host }

// Send implements [Output].
func (s *StackState) Send(ctx context.Context, data []byte) error {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.address, bytes.NewReader(data))
	if err != nil {
		return s.unanswered(ctx, err)
	}
	request.Header = s.header(data)
	response, err := s.client.Do(request)
	if err != nil {
		return s.unanswered(ctx, err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, answerBytes))
	if response.StatusCode/100 == 2 {
		return nil // the status says that it was taken, whatever became of the text
	}
	if err != nil {
		answer = nil
	}
	return s.refused(response, answer)
}

// header returns what receivers of every generation expect, as the agents in
// use send it.
func (s *StackState) header(data []byte) http.Header {
	sum := md5.Sum(data) // the receiver's checksum of the transport, no protection
	return http.Header{
		"User-Agent":           {"StackState Agent/" + s.version},
		"Content-Type":         {"application/json"},
		"Content-Encoding":     {"deflate"}, // by RFC 9110 this means zlib, RFC 1950
		"Accept":               {"text/html, */*"},
		"Content-Md5":          {hex.EncodeToString(sum[:])},
		"Dd-Collector-Version": {s.version},
	}
}

// Close lets idle connections go.
func (s *StackState) Close() error {
	s.client.CloseIdleConnections()
	return nil
}

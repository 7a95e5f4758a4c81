package intaketest

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// inspect reads a request and says what is wrong with it.
func (r *Receiver) inspect(request *http.Request) (p Payload, err error) {
	packed, err := io.ReadAll(request.Body)
	if err != nil {
		return p, fmt.Errorf("reading the body: %w", err)
	}
	if p, err = r.decoder.Decode(packed); err != nil {
		return p, err
	}
	if p.APIKey != r.key {
		return p, fmt.Errorf("apiKey is %q, not %q", p.APIKey, r.key)
	}
	return p, errors.Join(r.inspectTarget(request), inspectHeader(request, packed, p.Version))
}

func (r *Receiver) inspectTarget(request *http.Request) error {
	if request.Method != http.MethodPost {
		return fmt.Errorf("the method is %s, not POST", request.Method)
	}
	if want := "/stsAgent/intake?" + (url.Values{"api_key": {r.key}}).Encode(); request.RequestURI != want {
		return fmt.Errorf("the request is for %q, not %q", request.RequestURI, want)
	}
	return nil
}

func inspectHeader(request *http.Request, packed []byte, version string) error {
	var errs []error
	if request.ContentLength != int64(len(packed)) || len(request.TransferEncoding) > 0 {
		errs = append(errs, errors.New("the length is not announced"))
	}
	sum := md5.Sum(packed)
	for name, want := range map[string]string{
		"Content-Type":         "application/json",
		"Content-Encoding":     "deflate",
		"Content-MD5":          hex.EncodeToString(sum[:]),
		"Accept":               "text/html, */*",
		"User-Agent":           "StackState Agent/" + version,
		"DD-Collector-Version": version,
	} {
		if got := request.Header.Values(name); len(got) != 1 || got[0] != want {
			errs = append(errs, fmt.Errorf("header %s is %q, not %q", name, got, want))
		}
	}
	return errors.Join(errs...)
}

// take records a payload, or says why it does not fit what came before.
func (r *Receiver) take(p Payload, lost bool) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	defer r.announce()
	sum := sha256.Sum256(p.Raw)
	if r.took[sum] {
		return fmt.Errorf("the same body came twice: %s", strings.ToValidUTF8(string(p.Raw[:min(200, len(p.Raw))]), ""))
	}
	r.took[sum] = !lost
	for _, t := range p.Topologies {
		source := string(t.Instance)
		if t.Stop && !t.Start && !r.open[source] {
			return fmt.Errorf("topology %s stops a snapshot that was not started", source)
		}
		r.open[source] = t.Start && !t.Stop || r.open[source] && !t.Stop
	}
	r.payloads = append(r.payloads, p)
	return nil
}

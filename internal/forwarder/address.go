package forwarder

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

var errNoKey = errors.New("the stackstate output has no api key")

// intakeURL returns the address of the intake at the configured one.
func intakeURL(configured string) (*url.URL, error) {
	text := strings.TrimSpace(configured)
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	address, err := url.Parse(text)
	wrong := func(what string) error {
		shown := "" // a URL that cannot be parsed may hold a password anywhere
		if address != nil {
			shown = fmt.Sprintf(" %q", address.Redacted())
		}
		return &Error{
			Err:  fmt.Errorf("url%s of the stackstate output %s", shown, what),
			Hint: "give the receiver's address, such as https://stackstate.example.com/stsAgent",
		}
	}
	switch {
	case err != nil:
		return nil, wrong("is not a URL")
	case address.Scheme != "https" && address.Scheme != "http":
		return nil, wrong("is neither http nor https")
	case address.Hostname() == "":
		return nil, wrong("has no host")
	case address.RawQuery != "" || address.Fragment != "":
		address.RawQuery, address.Fragment = "", "" // may hold the key
		return nil, wrong("must not have a query")
	}
	base := strings.TrimRight(address.Path, "/")
	if rest, ok := strings.CutSuffix(base, "/stsAgent/intake"); ok {
		base = rest
	}
	base = strings.TrimSuffix(base, "/stsAgent")
	address.Path, address.RawPath = base+"/stsAgent/intake", ""
	return address, nil
}

package main

import (
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

const redacted = "********"

// shortestSecret is the number of bytes from which on a known secret is looked
// for wherever it may stand. A shorter one is a part of ordinary words, which
// stars would make unreadable and which would tell what it is.
const shortestSecret = 8

// redactor keeps secrets out of the log: the values that it knows, those of
// keys that look like a secret's, and those in URLs.
type redactor struct {
	known           *strings.Replacer
	secret, address *regexp.Regexp
}

func newRedactor(secrets []string) *redactor {
	var pairs []string
	slices.SortFunc(secrets, func(x, y string) int { return len(y) - len(x) }) // one may begin another
	for _, secret := range secrets {
		if len(secret) >= shortestSecret {
			pairs = append(pairs, secret, redacted, url.QueryEscape(secret), redacted)
		}
	}
	return &redactor{
		known:   strings.NewReplacer(pairs...),
		secret:  regexp.MustCompile(`(?i)passw|secret|token|api_?key|credential|private_?key`),
		address: regexp.MustCompile(`(?i)(://[^/\s:@]*:)[^/\s@]+(@)|([\w-]*(?:passw|secret|token|api_?key)[\w-]*=)[^&\s"']+()`),
	}
}

// replace is for the handler of a log.
func (r *redactor) replace(_ []string, a slog.Attr) slog.Attr {
	switch {
	case a.Key == "logger":
		return a
	case r.secret.MatchString(a.Key):
		return slog.String(a.Key, redacted)
	}
	switch v := a.Value; v.Kind() {
	case slog.KindString:
		return slog.String(a.Key, r.text(v.String()))
	case slog.KindAny:
		if shown := fmt.Sprint(v.Any()); r.text(shown) != shown {
			return slog.String(a.Key, r.text(shown))
		}
	}
	return a
}

// text returns s without secrets.
func (r *redactor) text(s string) string {
	return r.address.ReplaceAllString(r.known.Replace(s), "${1}${3}"+redacted+"${2}")
}

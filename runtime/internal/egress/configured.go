package egress

import (
	"encoding/json"
	"net/url"
	"strings"

	"github.com/sandpiper-checks/sandpiper/check"
)

// hostKeys are how the keys end whose values are hosts.
var hostKeys = []string{
	"url", "urls", "uri", "uris", "host", "hosts", "hostname", "hostnames", "server", "servers",
	"address", "addresses", "endpoint", "endpoints", "node", "nodes", "target", "targets",
}

// configured returns what a part of the configuration, a JSON object, names:
//
//   - the host and port of each text that is an http or https URL, whatever its
//     key; one of http without a port names port 443 of https too, to which
//     servers redirect
//   - each text that is a host or host:port, where its key, or that of the list
//     it is in, ends in one of hostKeys in any case
//
// Keys themselves, parts of a longer text, wildcards and networks name nothing.
func configured(document []byte) []check.Destination {
	var value any
	if json.Unmarshal(document, &value) != nil {
		return nil
	}
	return appendNamed(nil, "", value)
}

func appendNamed(to []check.Destination, key string, value any) []check.Destination {
	switch value := value.(type) {
	case map[string]any:
		for key, value := range value {
			to = appendNamed(to, key, value)
		}
	case []any:
		for _, value := range value {
			to = appendNamed(to, key, value)
		}
	case string:
		to = append(to, named(key, value)...)
	}
	return to
}

// named returns what a text under a key names.
func named(key, text string) []check.Destination {
	if scheme, _, ok := strings.Cut(text, "://"); ok {
		u, err := url.Parse(text)
		if err != nil || strings.ContainsAny(text, " \t\r\n") { // a sentence that begins with a URL is none
			return nil
		}
		d, err := destinationOf(u.Scheme, u.Host)
		if err != nil {
			return nil
		}
		if strings.EqualFold(scheme, "http") && u.Port() == "" {
			return []check.Destination{d, {Scheme: "https", Host: d.Host, Port: 443}}
		}
		return []check.Destination{d}
	}
	if d, err := check.ParseDestination(text); err == nil && isOneHost(d) && isHostKey(key) {
		return []check.Destination{d}
	}
	return nil
}

func isHostKey(key string) bool {
	key = strings.ToLower(key)
	for _, end := range hostKeys {
		if strings.HasSuffix(key, end) {
			return true
		}
	}
	return false
}

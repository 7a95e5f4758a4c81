package check_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/check"
)

func TestADestinationIsAHostOrANetwork(t *testing.T) {
	network := netip.MustParsePrefix
	for line, want := range map[string]check.Destination{
		"example.com":              {Host: "example.com"},
		"EXAMPLE.com.":             {Host: "example.com"},
		"db":                       {Host: "db"},
		"my_db.a-b.c1":             {Host: "my_db.a-b.c1"},
		"xn--bcher-kva.example":    {Host: "xn--bcher-kva.example"},
		"example.com:8443":         {Host: "example.com", Port: 8443},
		"*.example.com":            {Host: "*.example.com"},
		"*.example.com:443":        {Host: "*.example.com", Port: 443},
		"http://example.com":       {Scheme: "http", Host: "example.com", Port: 80},
		"https://example.com/":     {Scheme: "https", Host: "example.com", Port: 443},
		"HTTPS://example.com:8443": {Scheme: "https", Host: "example.com", Port: 8443},
		"https://*.example.com":    {Scheme: "https", Host: "*.example.com", Port: 443},
		"10.1.2.3":                 {Host: "10.1.2.3"},
		"10.1.2.3:9100":            {Host: "10.1.2.3", Port: 9100},
		"fd00:0:0::1":              {Host: "fd00::1"},
		"[fd00::1]":                {Host: "fd00::1"},
		"[FD00::1]:9100":           {Host: "fd00::1", Port: 9100},
		"[::ffff:10.1.2.3]:80":     {Host: "10.1.2.3", Port: 80},
		"http://[fd00::1]":         {Scheme: "http", Host: "fd00::1", Port: 80},
		"10.0.0.0/8":               {Network: network("10.0.0.0/8")},
		"10.0.0.0/8:9100":          {Network: network("10.0.0.0/8"), Port: 9100},
		"fd00::/8":                 {Network: network("fd00::/8")},
		"[fd00::/8]:9100":          {Network: network("fd00::/8"), Port: 9100},
	} {
		got, err := check.ParseDestination(line)
		if err != nil || got != want {
			t.Errorf("%s: got %+v, %v", line, got, err)
		}
	}
}

func TestWhatIsNoDestinationSaysWhy(t *testing.T) {
	for line, want := range map[string]string{
		"":                                     `"" is not the name of a host`,
		".":                                    `"." is not the name of a host`,
		"*":                                    `"*" is not the name of a host`,
		"*.":                                   `"" is not the name of a host`,
		"a.*.example.com":                      `"a.*.example.com" is not the name of a host`,
		"*.10.0.0.1":                           `"10.0.0.1" is an address, and no names lie below one`,
		"example..com":                         `"example..com" is not the name of a host`,
		"example.com..":                        `"example.com.." is not the name of a host`,
		"-a.example":                           `"-a.example" is not the name of a host`,
		"a b":                                  `"a b" is not the name of a host`,
		"user@example.com":                     "a user or password has no effect: leave it out",
		"http://u:pass@a.example":              "a user or password has no effect: leave it out",
		"ex%61mple.com":                        `"ex%61mple.com" is not the name of a host`,
		"bücher.example":                       `the host "bücher.example" is not ASCII: write its xn-- form`,
		"example.com:":                         `"example.com:" has no port after the colon`,
		"example.com:0":                        `the port "0" is not a number from 1 to 65535`,
		"example.com:65536":                    `the port "65536" is not a number from 1 to 65535`,
		"http:example.com":                     `the port "example.com" is not a number from 1 to 65535`,
		"a:80:90":                              `"a:80:90" is not the name of a host`,
		"ftp://example.com":                    `the scheme "ftp" is not http or https`,
		"https://example.com/a":                "a path has no effect: leave it out",
		"http://10.0.0.0/8":                    "a path has no effect: leave it out",
		"[10.0.0.1]":                           `"[10.0.0.1]" is not [IPv6 address] or [IPv6 address]:port`,
		"[fd00::1":                             `"[fd00::1" is not [IPv6 address] or [IPv6 address]:port`,
		"[fd00::1]80":                          `"[fd00::1]80" is not [IPv6 address] or [IPv6 address]:port`,
		"[fd00::1]:":                           `"[fd00::1]:" is not [IPv6 address] or [IPv6 address]:port`,
		"fe80::1%eth0":                         `the address "fe80::1%eth0" has a zone`,
		"10.0.0.1/8":                           `"10.0.0.1/8" has bits behind its mask: the network is 10.0.0.0/8`,
		"10.0.0.0/33":                          `"10.0.0.0/33" is not a network such as 10.0.0.0/8`,
		"[::ffff:10.0.0.0/104]":                `"::ffff:10.0.0.0/104" is not a network such as 10.0.0.0/8`,
		"127.1":                                `"127.1" is not an address: write four decimal numbers, or an IPv6 address`,
		"2130706433":                           `"2130706433" is not an address: write four decimal numbers, or an IPv6 address`,
		"0x7F000001":                           `"0x7F000001" is not an address: write four decimal numbers, or an IPv6 address`,
		"0177.0.0.1":                           `"0177.0.0.1" is not an address: write four decimal numbers, or an IPv6 address`,
		"1.2.3.4.5":                            `"1.2.3.4.5" is not an address: write four decimal numbers, or an IPv6 address`,
		strings.Repeat("a.", 127) + "b":        "255 letters are too many for a host",
		"http://" + strings.Repeat("a", 1<<20): "1048583 letters are too many for a destination",
	} {
		if _, err := check.ParseDestination(line); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", line, err, want)
		}
	}
}

// FuzzParseDestination holds that a line never panics, and that what is read
// of it is read again of its String.
func FuzzParseDestination(f *testing.F) {
	for _, line := range []string{"example.com", "*.example.com:443", "https://[fd00::1]:8443/", "[fd00::/8]:9100", "10.0.0.0/8:1", "::ffff:1.2.3.4", "a.0x", "x%y", "ﬀ.example"} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		d, err := check.ParseDestination(line)
		if err != nil {
			return
		}
		if again, err := check.ParseDestination(d.String()); err != nil || again != d {
			t.Errorf("%q: %+v, again %+v, %v", line, d, again, err)
		}
	})
}

func TestADestinationThatIsNeverReachedIsKnown(t *testing.T) {
	for line, want := range map[string]string{
		"169.254.169.254":           "a link-local address",
		"http://169.254.169.254":    "a link-local address",
		"[::ffff:169.254.169.254]":  "a link-local address",
		"[64:ff9b::a9fe:a9fe]:80":   "a link-local address",
		"[fe80::1]:80":              "a link-local address",
		"169.254.0.0/16":            "a link-local address",
		"169.254.169.0/24:80":       "a link-local address",
		"[fe80::/10]:80":            "a link-local address",
		"2002:a9fe::/32":            "a link-local address",
		"100.100.100.200":           "an address of a cloud's metadata",
		"fd00:ec2::/32":             "an address of a cloud's metadata",
		"0.0.0.0":                   "an unspecified address",
		"[::]:80":                   "an unspecified address",
		"224.0.0.0/4":               "a multicast address",
		"255.255.255.255":           "the broadcast address",
		"10.0.0.1":                  "",
		"127.0.0.1":                 "",
		"localhost":                 "",
		"metadata.google.internal":  "",
		"*.example.com":             "",
		"10.0.0.0/8":                "",
		"0.0.0.0/0":                 "",
		"::/0":                      "",
		"168.0.0.0/6":               "",
		"100.100.100.0/24":          "",
		"[fd00::/8]:9100":           "",
		"https://login.example.com": "",
	} {
		d, err := check.ParseDestination(line)
		if err != nil {
			t.Errorf("%s: %v", line, err)
		}
		if got := d.NeverReached(); got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

package egress

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// The instance of the tricks below, and the names of the internet that it is in.
const tricked = `{
	"url": "http://web.example/status",
	"secure": "https://tls.example:8443/",
	"only": "https://only.example/",
	"login_url": "http://user:pass@login.example/",
	"es_host": "any.example",
	"servers": ["port.example:8080", ["10.9.9.9"]],
	"note": "evil.example and http://evil.example/",
	"http://evil.example/": true,
	"description": "evil.example",
	"hosts": {"evil.example": "evil.example", "wild_host": "*.evil.example"}
}`

var trickedAllow = []string{"*.wild.example:443", "10.0.0.0/8:9100", "*.addr.example", "db.example:8080"}

var trickedNames = map[string][]string{
	"web.example": {"93.184.216.34"}, "tls.example": {"93.184.216.35"}, "only.example": {"93.184.216.36"},
	"login.example": {"93.184.216.37"}, "any.example": {"93.184.216.38"}, "port.example": {"93.184.216.39"},
	"a.wild.example": {"93.184.216.40"}, "a.b.wild.example": {"93.184.216.41"},

	"localhost": {"127.0.0.1"}, "app.localhost": {"127.0.0.1"},
	"public.addr.example": {"2606:2800:220:1::1"}, "private.addr.example": {"192.168.1.1"}, "ula.addr.example": {"fd12::1"},
	"loop.addr.example": {"127.0.0.1"}, "loop6.addr.example": {"::1"}, "loopmapped.addr.example": {"::ffff:127.0.0.1"}, "loop9.addr.example": {"127.9.9.9"},
	"looptranslated.addr.example": {"64:ff9b::7f00:1"}, "loopcompatible.addr.example": {"::127.0.0.1"},
	"meta.addr.example": {"169.254.169.254"}, "metamapped.addr.example": {"::ffff:169.254.169.254"}, "meta6.addr.example": {"fd00:ec2::254"},
	"metanat64.addr.example": {"64:ff9b::a9fe:a9fe"}, "link.addr.example": {"fe80::1%eth0"}, "any.addr.example": {"0.0.0.0"}, "any6.addr.example": {"::"},
	"multi.addr.example": {"224.0.0.1"}, "mixed.addr.example": {"169.254.169.254", "127.0.0.1", "fe80::1", "93.184.216.50"},
	"allbad.addr.example": {"127.0.0.1", "169.254.169.254"}, "gone.addr.example": nil,
}

func TestNoTrickReachesWhatIsNotAllowed(t *testing.T) {
	const everywhere = "0.0.0.0/0 ::/0"
	const web, at = "93.184.216.34:80", "http://web.example/to?u="
	to := func(location string) string { return at + url.QueryEscape(location) }
	for _, row := range []struct{ promise, url, with, host, want string }{
		// What a configuration names.
		{promise: "a URL names its host and port", url: "http://web.example/x?y", want: web},
		{promise: "a URL of http names https of the host", url: "https://web.example/", want: "93.184.216.34:443"},
		{promise: "a URL names no other port", url: "http://web.example:81/", want: "denied web.example:81, add web.example:81"},
		{promise: "a URL names no other port of https", url: "https://web.example:80/", want: "denied web.example:80, add web.example:80"},
		{promise: "a URL names the port that it has", url: "https://tls.example:8443/", want: "93.184.216.35:8443"},
		{promise: "and then not the port of its scheme", url: "https://tls.example/", want: "denied tls.example:443, add tls.example:443"},
		{promise: "a URL of https does not name http", url: "http://tls.example:8443/", want: "denied tls.example:8443, add tls.example:8443"},
		{promise: "a URL of https does not name http, on port 80 either", url: "http://only.example/", want: "denied only.example:80, add only.example:80"},
		{promise: "a host without a port has any", url: "http://any.example:9999/", want: "93.184.216.38:9999"},
		{promise: "a host with a port has that one", url: "http://port.example:8080/", want: "93.184.216.39:8080"},
		{promise: "a host with a port has no other", url: "http://port.example/", want: "denied port.example:80, add port.example:80"},
		{promise: "an address in a list in a list is named by the key", url: "http://10.9.9.9/", want: "10.9.9.9:80"},
		{promise: "a part of a text, a key, and a text under another key name nothing", url: "http://evil.example/", want: "denied evil.example:80, add evil.example:80"},
		{promise: "a wildcard in a configuration names nothing", url: "http://a.evil.example/", want: "denied a.evil.example:80, add a.evil.example:80"},

		// What a line of sandbox.allow holds.
		{promise: "a wildcard holds the names below", url: "https://a.wild.example/", want: "93.184.216.40:443"},
		{promise: "a wildcard holds the names below those", url: "https://a.b.wild.example/", want: "93.184.216.41:443"},
		{promise: "a wildcard does not hold the name itself", url: "https://wild.example/", want: "denied wild.example:443, add wild.example:443"},
		{promise: "a wildcard begins at a dot", url: "https://awild.example/", want: "denied awild.example:443, add awild.example:443"},
		{promise: "a wildcard ends the name", url: "https://a.wild.example.evil.example/", want: "denied a.wild.example.evil.example:443, add a.wild.example.evil.example:443"},
		{promise: "a wildcard keeps to its port", url: "http://a.wild.example/", want: "denied a.wild.example:80, add a.wild.example:80"},
		{promise: "a network holds its addresses", url: "http://10.1.2.3:9100/", want: "10.1.2.3:9100"},
		{promise: "a network keeps to its port", url: "http://10.1.2.3/", want: "denied 10.1.2.3:80, add 10.1.2.3:80"},
		{promise: "a network does not hold its neighbours", url: "http://11.0.0.0:9100/", want: "denied 11.0.0.0:9100, add 11.0.0.0:9100"},
		{promise: "a network does not hold names, which would have to be resolved first", url: "http://inside.example:9100/", want: "denied inside.example:9100, add inside.example:9100"},

		// One host in many spellings, and many hosts in one.
		{promise: "case and the final dot do not matter", url: "http://WEB.Example./", want: web},
		{promise: "nor does the case of the scheme", url: "HTTP://web.example/", want: web},
		{promise: "a name that begins as an allowed one is another", url: "http://web.example.evil.example/", want: "denied web.example.evil.example:80, add web.example.evil.example:80"},
		{promise: "a name that ends as an allowed one is another", url: "http://evil-web.example/", want: "denied evil-web.example:80, add evil-web.example:80"},
		{promise: "a user is not the host", url: "http://web.example@evil.example/", want: "denied evil.example:80, add evil.example:80"},
		{promise: "a user and password are not host and port", url: "http://web.example:80@evil.example/", want: "denied evil.example:80, add evil.example:80"},
		{promise: "the last @ ends the user", url: "http://a@web.example@evil.example/", want: "denied evil.example:80, add evil.example:80"},
		{promise: "a user may look as it wants", url: "http://evil.example@web.example/", want: web},
		{promise: "an escaped slash does not end the host", url: "http://web.example%2f@evil.example/", want: "denied evil.example:80, add evil.example:80"},
		{promise: "a fragment is not the host", url: "http://evil.example#@web.example/", want: "denied evil.example:80, add evil.example:80"},
		{promise: "a query is not the host", url: "http://evil.example?@web.example/", want: "denied evil.example:80, add evil.example:80"},
		{promise: "a path is not the host", url: "http://evil.example/@web.example/", want: "denied evil.example:80, add evil.example:80"},
		{promise: "a URL in the path is a path", url: "http://web.example/http://evil.example/", want: web},
		{promise: "a path may begin with two slashes", url: "http://web.example//evil.example/", want: web},
		{promise: "a backslash before @ is no URL", url: `http://evil.example\@web.example/`, want: "no URL"},
		{promise: "a backslash in the host is no URL", url: `http://web.example\.evil.example/`, want: "no URL"},
		{promise: "a tab in the host is no URL", url: "http://web\t.example/", want: "no URL"},
		{promise: "a line feed in the host is no URL", url: "http://web.example\n.evil.example/", want: "no URL"},
		{promise: "a line feed in the path is no URL", url: "http://web.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", want: "no URL"},
		{promise: "NUL in the host is no URL", url: "http://web.example\x00.evil.example/", want: "no URL"},
		{promise: "an escaped NUL in the host is no URL", url: "http://web.example%00.evil.example/", want: "no URL"},
		{promise: "a space before the host is no URL", url: "http:// web.example/", want: "no URL"},
		{promise: "a space before the scheme is no URL", url: " http://web.example/", want: "no URL"},
		{promise: "an escaped letter in the host is no URL", url: "http://w%65b.example/", want: "no URL"},
		{promise: "letters beyond ASCII are no URL", url: "http://bücher.example/", want: "no URL"},
		{promise: "escaped letters beyond ASCII are no URL", url: "http://b%C3%BCcher.example/", want: "no URL"},
		{promise: "wide letters are no URL", url: "http://ｗｅｂ.example/", want: "no URL"},
		{promise: "letters in circles are no URL", url: "http://ⓦeb.example/", want: "no URL"},
		{promise: "the sign for Kelvin is not a k", url: "http://\u212Aelvin.example/", want: "no URL"},
		{promise: "other full stops are no URL", url: "http://web。example/", want: "no URL"},
		{promise: "a soft hyphen is no URL", url: "http://we\u00ADb.example/", want: "no URL"},
		{promise: "an xn-- form is a name of its own", url: "http://xn--web-hoa.example/", want: "denied xn--web-hoa.example:80, add xn--web-hoa.example:80"},
		{promise: "an empty label is no URL", url: "http://web..example/", want: "no URL"},
		{promise: "two final dots are no URL", url: "http://web.example../", want: "no URL"},
		{promise: "a wildcard is no URL", url: "https://*.wild.example/", want: "no URL"},
		{promise: "a list of hosts is no URL", url: "http://web.example,evil.example/", want: "no URL"},

		// Schemes and ports.
		{promise: "files are no URL", url: "file:///etc/passwd", want: "no URL"},
		{promise: "gopher is no URL", url: "gopher://web.example/", want: "no URL"},
		{promise: "sockets are no URL", url: "unix:///var/run/docker.sock", want: "no URL"},
		{promise: "http on sockets is no URL", url: "http+unix://%2Fvar%2Frun%2Fdocker.sock/", want: "no URL"},
		{promise: "ftp is no URL", url: "ftp://web.example/", want: "no URL"},
		{promise: "a host without a scheme is no URL", url: "//web.example/", want: "no URL"},
		{promise: "one slash is no URL", url: "http:/web.example/", want: "no URL"},
		{promise: "no slash is no URL", url: "http:web.example/", want: "no URL"},
		{promise: "three slashes are no URL", url: "http:///web.example/", want: "no URL"},
		{promise: "port 0 is no URL", url: "http://any.example:0/", want: "no URL"},
		{promise: "port 65536 is no URL", url: "http://any.example:65536/", want: "no URL"},
		{promise: "a port that wraps around is no URL", url: "http://any.example:18446744073709551696/", want: "no URL"},
		{promise: "a port with a sign is no URL", url: "http://any.example:+80/", want: "no URL"},
		{promise: "no port after the colon is no URL", url: "http://any.example:/", want: "no URL"},
		{promise: "two ports are no URL", url: "http://web.example:80:81/", want: "no URL"},
		{promise: "zeros before a port do not matter", url: "http://any.example:0080/", want: "93.184.216.38:80"},

		// Addresses, in the spellings that resolvers take.
		{promise: "an address mapped into IPv6 is that address", url: "http://[::ffff:10.1.2.3]:9100/", want: "10.1.2.3:9100"},
		{promise: "and so in hexadecimal", url: "http://[::FFFF:0a01:0203]:9100/", want: "10.1.2.3:9100"},
		{promise: "a final dot does not matter", url: "http://10.1.2.3.:9100/", want: "10.1.2.3:9100"},
		{promise: "a decimal address is no URL", url: "http://2130706433/", with: "127.0.0.1", want: "no URL"},
		{promise: "a hexadecimal address is no URL", url: "http://0x7F000001/", with: "127.0.0.1", want: "no URL"},
		{promise: "hexadecimal parts are no URL", url: "http://0x7f.0.0.0x1/", with: "127.0.0.1", want: "no URL"},
		{promise: "octal parts are no URL", url: "http://0177.0.0.01/", with: "127.0.0.1", want: "no URL"},
		{promise: "a short address is no URL", url: "http://127.1/", with: "127.0.0.1", want: "no URL"},
		{promise: "0 is no URL", url: "http://0/", with: "127.0.0.1", want: "no URL"},
		{promise: "zeros before a part are no URL", url: "http://010.001.002.003:9100/", want: "no URL"},
		{promise: "IPv4 in brackets is no URL", url: "http://[10.1.2.3]:9100/", want: "no URL"},
		{promise: "a name in brackets is no URL", url: "http://[web.example]/", want: "no URL"},
		{promise: "IPv6 without brackets is no URL", url: "http://fd00::1/", with: everywhere, want: "no URL"},
		{promise: "a zone is no URL", url: "http://[fd12::1%25eth0]/", with: everywhere, want: "no URL"},
		{promise: "digits in circles are no URL", url: "http://①②⑦.0.0.1/", with: "127.0.0.1", want: "no URL"},
		{promise: "an address has one spelling", url: "http://[fd12:0::0:1]/", with: "fd12::1", want: "[fd12::1]:80"},

		// What nobody may reach, though the lines allow all addresses.
		{promise: "metadata", url: "http://169.254.169.254/", with: everywhere, want: "denied 169.254.169.254:80"},
		{promise: "metadata that a line names", url: "http://169.254.169.254/", with: "169.254.169.254", want: "denied 169.254.169.254:80"},
		{promise: "metadata, mapped", url: "http://[::ffff:169.254.169.254]/", with: everywhere, want: "denied 169.254.169.254:80"},
		{promise: "metadata, mapped in hexadecimal", url: "http://[::ffff:a9fe:a9fe]/", with: everywhere, want: "denied 169.254.169.254:80"},
		{promise: "metadata, compatible", url: "http://[::169.254.169.254]/", with: everywhere, want: "denied [::a9fe:a9fe]:80"},
		{promise: "metadata, translated", url: "http://[::ffff:0:a9fe:a9fe]/", with: everywhere, want: "denied [::ffff:0:a9fe:a9fe]:80"},
		{promise: "metadata by NAT64", url: "http://[64:ff9b::a9fe:a9fe]/", with: everywhere, want: "denied [64:ff9b::a9fe:a9fe]:80"},
		{promise: "metadata by a NAT64 of one's own", url: "http://[64:ff9b:1::a9fe:a9fe]/", with: everywhere, want: "denied [64:ff9b:1::a9fe:a9fe]:80"},
		{promise: "metadata by 6to4", url: "http://[2002:a9fe:a9fe::1]/", with: everywhere, want: "denied [2002:a9fe:a9fe::1]:80"},
		{promise: "Teredo", url: "http://[2001:0:a9fe:a9fe::1]/", with: everywhere, want: "denied [2001:0:a9fe:a9fe::1]:80"},
		{promise: "metadata of AWS by IPv6", url: "http://[fd00:ec2::254]/", with: everywhere, want: "denied [fd00:ec2::254]:80"},
		{promise: "metadata of Google by IPv6", url: "http://[fd20:ce::254]/", with: everywhere, want: "denied [fd20:ce::254]:80"},
		{promise: "metadata of Alibaba", url: "http://100.100.100.200/", with: everywhere, want: "denied 100.100.100.200:80"},
		{promise: "metadata of Azure", url: "http://168.63.129.16/", with: everywhere, want: "denied 168.63.129.16:80"},
		{promise: "link-local", url: "http://169.254.0.1/", with: everywhere, want: "denied 169.254.0.1:80"},
		{promise: "link-local of IPv6", url: "http://[febf::1]/", with: everywhere, want: "denied [febf::1]:80"},
		{promise: "the unspecified address", url: "http://0.0.0.0/", with: everywhere, want: "denied 0.0.0.0:80"},
		{promise: "the rest of its network", url: "http://0.0.0.1/", with: everywhere, want: "denied 0.0.0.1:80"},
		{promise: "the unspecified address of IPv6", url: "http://[::]/", with: everywhere, want: "denied [::]:80"},
		{promise: "multicast", url: "http://239.1.1.1/", with: everywhere, want: "denied 239.1.1.1:80"},
		{promise: "multicast of IPv6", url: "http://[ff02::1]/", with: everywhere, want: "denied [ff02::1]:80"},
		{promise: "broadcast", url: "http://255.255.255.255/", with: everywhere, want: "denied 255.255.255.255:80"},
		{promise: "loopback by NAT64", url: "http://[64:ff9b::7f00:1]/", with: everywhere + " localhost", want: "denied [64:ff9b::7f00:1]:80"},
		{promise: "loopback by 6to4", url: "http://[2002:7f00:1::]/", with: everywhere + " localhost", want: "denied [2002:7f00:1::]:80"},

		// This machine has to be named.
		{promise: "a network of all addresses does not name this machine", url: "http://127.0.0.1/", with: everywhere, want: "denied 127.0.0.1:80, add 127.0.0.1:80"},
		{promise: "nor by IPv6", url: "http://[::1]/", with: everywhere, want: "denied [::1]:80, add [::1]:80"},
		{promise: "localhost has to be named", url: "http://localhost/", want: "denied localhost:80, add localhost:80"},
		{promise: "localhost is reached where it is", url: "http://localhost/", with: "localhost", want: "127.0.0.1:80"},
		{promise: "names below localhost name this machine", url: "http://app.localhost:3000/", with: "app.localhost:3000", want: "127.0.0.1:3000"},
		{promise: "a network within loopback names this machine", url: "http://127.0.0.2/", with: "127.0.0.0/8", want: "127.0.0.2:80"},
		{promise: "loopback has to be named in the port", url: "http://127.0.0.1:81/", with: "127.0.0.1:80", want: "denied 127.0.0.1:81, add 127.0.0.1:81"},
		{promise: "127.0.0.1 is not localhost to compare", url: "http://localhost/", with: "127.0.0.1", want: "denied localhost:80, add localhost:80"},

		// What names turn out to be.
		{promise: "a name may be a public address", url: "http://public.addr.example/", want: "[2606:2800:220:1::1]:80"},
		{promise: "a name may be a private address", url: "http://private.addr.example/", want: "192.168.1.1:80"},
		{promise: "a name may be a private address of IPv6", url: "http://ula.addr.example/", want: "[fd12::1]:80"},
		{promise: "a name may not be loopback", url: "http://loop.addr.example/", want: "denied loop.addr.example:80, add localhost:80"},
		{promise: "nor ::1", url: "http://loop6.addr.example/", want: "denied loop6.addr.example:80, add localhost:80"},
		{promise: "nor loopback, mapped", url: "http://loopmapped.addr.example/", want: "denied loopmapped.addr.example:80, add localhost:80"},
		{promise: "nor the rest of loopback", url: "http://loop9.addr.example:81/", want: "denied loop9.addr.example:81, add localhost:81"},
		{promise: "a name may be loopback where that is named", url: "http://loop.addr.example/", with: "localhost:80", want: "127.0.0.1:80"},
		{promise: "by its address too", url: "http://loop6.addr.example/", with: "127.0.0.1", want: "[::1]:80"},
		{promise: "but not on another port", url: "http://loop.addr.example/", with: "localhost:81", want: "denied loop.addr.example:80, add localhost:80"},
		{promise: "nor by another scheme", url: "http://loop.addr.example:443/", with: "https://localhost", want: "denied loop.addr.example:443, add localhost:443"},
		{promise: "a name is never loopback in another notation", url: "http://looptranslated.addr.example/", with: "localhost", want: "denied looptranslated.addr.example:80"},
		{promise: "in none of them", url: "http://loopcompatible.addr.example/", with: "localhost", want: "denied loopcompatible.addr.example:80"},
		{promise: "a name is never metadata", url: "http://meta.addr.example/", with: everywhere, want: "denied meta.addr.example:80"},
		{promise: "nor metadata, mapped", url: "http://metamapped.addr.example/", with: everywhere, want: "denied metamapped.addr.example:80"},
		{promise: "nor metadata by IPv6", url: "http://meta6.addr.example/", with: everywhere, want: "denied meta6.addr.example:80"},
		{promise: "nor metadata by NAT64", url: "http://metanat64.addr.example/", with: everywhere, want: "denied metanat64.addr.example:80"},
		{promise: "nor link-local with a zone", url: "http://link.addr.example/", with: everywhere, want: "denied link.addr.example:80"},
		{promise: "nor unspecified", url: "http://any.addr.example/", with: everywhere + " localhost", want: "denied any.addr.example:80"},
		{promise: "nor unspecified of IPv6", url: "http://any6.addr.example/", with: everywhere + " localhost", want: "denied any6.addr.example:80"},
		{promise: "nor multicast", url: "http://multi.addr.example/", with: everywhere, want: "denied multi.addr.example:80"},
		{promise: "of several addresses only the good are dialled", url: "http://mixed.addr.example/", want: "93.184.216.50:80"},
		{promise: "of bad ones none", url: "http://allbad.addr.example/", want: "denied allbad.addr.example:80, add localhost:80"},
		{promise: "a name that is not found is not denied", url: "http://gone.addr.example/", want: "no name"},

		// Redirects.
		{promise: "a redirect within the host is followed", url: to("http://web.example/x"), want: web},
		{promise: "a relative redirect is followed", url: to("x?y"), want: web},
		{promise: "a redirect to another allowed host is followed", url: to("http://any.example:99/"), want: web + "; 93.184.216.38:99"},
		{promise: "a redirect to https is followed", url: to("https://web.example/"), want: web + "; 93.184.216.34:443"},
		{promise: "a redirect to http is followed where that is named", url: "https://web.example/to?u=http://web.example/", want: "93.184.216.34:443; " + web},
		{promise: "and only there", url: "https://only.example/to?u=http://only.example/", want: "93.184.216.36:443; denied only.example:80, add only.example:80"},
		{promise: "nor on the same port", url: "https://tls.example:8443/to?u=http://tls.example:8443/", want: "93.184.216.35:8443; denied tls.example:8443, add tls.example:8443"},
		{promise: "a redirect does not leave the list", url: to("http://evil.example/"), want: web + "; denied evil.example:80, add evil.example:80"},
		{promise: "nor without a scheme", url: to("//evil.example/"), want: web + "; denied evil.example:80, add evil.example:80"},
		{promise: "nor with the body", url: "http://web.example/307?u=http://evil.example/", want: web + "; denied evil.example:80, add evil.example:80"},
		{promise: "nor to another port", url: to("http://web.example:81/"), want: web + "; denied web.example:81, add web.example:81"},
		{promise: "nor after a good one", url: to("http://any.example/to?u=http://evil.example/"), want: web + "; 93.184.216.38:80; denied evil.example:80, add evil.example:80"},
		{promise: "nor behind a user", url: to("http://web.example@evil.example/"), want: web + "; denied evil.example:80, add evil.example:80"},
		{promise: "nor to this machine", url: to("http://localhost:8127/"), want: web + "; denied localhost:8127, add localhost:8127"},
		{promise: "nor to its address", url: to("http://127.0.0.1/"), want: web + "; denied 127.0.0.1:80, add 127.0.0.1:80"},
		{promise: "nor to a name that is this machine", url: to("http://loop.addr.example/"), want: web + "; denied loop.addr.example:80, add localhost:80"},
		{promise: "nor to metadata", url: to("http://169.254.169.254/latest/meta-data/"), with: everywhere, want: web + "; denied 169.254.169.254:80"},
		{promise: "nor to a name that is metadata", url: to("http://meta.addr.example/"), want: web + "; denied meta.addr.example:80"},
		{promise: "nor to a decimal address", url: to("http://2852039166/"), with: everywhere, want: web + "; no URL"},
		{promise: "nor to a file", url: to("file:///etc/passwd"), want: web + "; no URL"},
		{promise: "nor to gopher", url: to("gopher://web.example/_x"), want: web + "; no URL"},
		{promise: "nor to a socket", url: to("unix:///var/run/docker.sock"), want: web + "; no URL"},
		{promise: "nor to a URL without slashes", url: to("http:evil.example"), want: web + "; no URL"},
		{promise: "nor to letters beyond ASCII", url: to("http://bücher.example/"), want: web + "; no URL"},
		{promise: "a server does not choose a password", url: to("http://a:b@web.example/"), want: web + "; denied web.example:80"},
		{promise: "nor for another host", url: to("http://a:b@any.example/"), want: web + "; denied any.example:80"},
		{promise: "a relative redirect keeps the guest's own", url: "http://user:pass@login.example/to?u=x", want: "93.184.216.37:80"},
		{promise: "which go to no other host", url: "http://user:pass@login.example/to?u=http://user:pass@any.example/", want: "93.184.216.37:80; denied any.example:80"},

		// The Host header.
		{promise: "a Host header may name the host", url: "http://web.example/", host: "WEB.example", want: web},
		{promise: "or another that is allowed", url: "http://web.example/", host: "any.example", want: web},
		{promise: "but no other", url: "http://web.example/", host: "evil.example", want: "denied evil.example:80, add evil.example:80"},
		{promise: "with a port neither", url: "http://web.example/", host: "evil.example:80", want: "denied evil.example:80, add evil.example:80"},
		{promise: "nor behind a user", url: "http://web.example/", host: "web.example@evil.example", want: "no URL"},
		{promise: "nor with a path", url: "http://web.example/", host: "web.example/evil", want: "no URL"},
		{promise: "it does not change where the request goes", url: "http://evil.example/", host: "web.example", want: "denied evil.example:80, add evil.example:80"},
	} {
		t.Run(row.promise, func(t *testing.T) {
			n := newInternet(t, trickedNames)
			p := policy(t, tricked, append(strings.Fields(row.with), trickedAllow...)...)
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://unset/", strings.NewReader("body"))
			if err != nil {
				t.Fatal(err)
			}
			if request.URL, err = url.Parse(row.url); err != nil {
				if row.want != "no URL" {
					t.Fatal(err)
				}
				return // does not even parse, which is what the runtime asks first
			}
			request.Host = row.host
			client := &http.Client{Transport: n.open().Transport(p, &Traffic{Limit: 1 << 20}, false)}
			response, err := client.Do(request)
			if got := n.outcome(response, err); got != row.want {
				t.Errorf("%s\n got %s\nwant %s\n%v", row.url, got, row.want, err)
			}
		})
	}
}

package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

func outcomeWith(metrics ...check.Metric) outcome {
	return outcome{Check: "demo", hostname: "web-1", Metrics: metrics}
}

func metric(name string, value float64, tags ...string) check.Metric {
	return check.Metric{Name: name, Type: check.TypeGauge, Value: value, Tags: tags, Hostname: "web-1", Timestamp: check.Seconds(time.Unix(1700000000, 5000))}
}

// awkward are metrics whose names and tags mean something to some format.
func awkward() []outcome {
	o := outcomeWith(
		metric("demo.load", 0.75, "disk", "env:dev", "plain"),
		metric("demo_load", 1e21, "disk", "env:dev", "plain"), // spelt the same for Prometheus
		metric("demo.load", 2, "env:dev", "env:test", "e-n-v:x", "e_n_v:y"),
		metric("9 lives, or = more", -1, "a b=c,d:e f=g,h", `quote:"`, `slash:c:\dir\`, `\:x`, "empty:", ":nameless", "__name__:x"),
		metric("#comment", 1e-9, "check:other", "host:other", "ünï:cöde"),
		metric(`ends\`, 3, "new\nline:x\ny", `bell`+"\a"+`:1`, "url:http://127.0.0.1:80/?a=b|c'd"),
	)
	o.Metrics[2].Device = "sda"
	again := outcomeWith(metric("demo.load", 4, "disk", "env:dev", "plain"))
	again.Instance = 1
	again.Metrics[0].Hostname = ""
	return []outcome{o, again}
}

// The rules of https://prometheus.io/docs/instrumenting/exposition_formats/.
func TestPrometheusTextIsWhatItsParserTakes(t *testing.T) {
	const label = `[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"`
	sample := regexp.MustCompile(`^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{` + label + `(?:,` + label + `)*\}) (\S+)$`)
	kind := regexp.MustCompile(`^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) gauge$`)

	text := prometheusText(awkward())
	golden(t, "prometheus.txt", text)
	family, families, series := "", map[string]bool{}, map[string]bool{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if m := kind.FindStringSubmatch(line); m != nil {
			if family = m[1]; families[family] {
				t.Errorf("a second type of %s", family)
			}
			families[family] = true
			continue
		}
		m := sample.FindStringSubmatch(line)
		if m == nil {
			t.Errorf("not a sample: %s", line)
			continue
		}
		if m[1] != family {
			t.Errorf("%s stands among those of %s", line, family)
		}
		if _, err := strconv.ParseFloat(m[3], 64); err != nil {
			t.Error(err)
		}
		if series[m[1]+m[2]] {
			t.Errorf("a second value of %s%s", m[1], m[2])
		}
		series[m[1]+m[2]] = true
		var names []string
		for _, pair := range regexp.MustCompile(label).FindAllString(m[2], -1) {
			name, _, _ := strings.Cut(pair, "=")
			if slices.Contains(names, name) || strings.HasPrefix(name, "__") {
				t.Errorf("label %s in %s", name, line)
			}
			names = append(names, name)
		}
	}
}

// influxPoint is a line of the line protocol, taken apart by the rules of
// https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/.
type influxPoint struct {
	measurement string
	tags        map[string]string
	value, at   string
}

func parseInflux(line string) (p influxPoint, err error) {
	parts := splitUnescaped(line, ' ')
	if len(parts) != 3 {
		return p, fmt.Errorf("%d parts", len(parts))
	}
	key := splitUnescaped(parts[0], ',')
	p.measurement, p.tags = key[0], map[string]string{}
	for _, tag := range key[1:] {
		pair := splitUnescaped(tag, '=')
		if len(pair) != 2 || pair[0] == "" || pair[1] == "" {
			return p, fmt.Errorf("tag %q", tag)
		}
		if _, twice := p.tags[pair[0]]; twice {
			return p, fmt.Errorf("tag %q twice", pair[0])
		}
		p.tags[pair[0]] = pair[1]
	}
	value, ok := strings.CutPrefix(parts[1], "value=")
	if !ok || p.measurement == "" || p.measurement[0] == '#' {
		return p, fmt.Errorf("measurement %q, fields %q", p.measurement, parts[1])
	}
	p.value, p.at = value, parts[2]
	return p, nil
}

// splitUnescaped splits at each separator that no backslash precedes.
func splitUnescaped(s string, separator byte) (parts []string) {
	from := 0
	for i := range len(s) {
		if s[i] == separator && (i == 0 || s[i-1] != '\\') {
			parts = append(parts, s[from:i])
			from = i + 1
		}
	}
	return append(parts, s[from:])
}

func TestInfluxLinesAreWhatItsParserTakes(t *testing.T) {
	text := influxLines(awkward())
	golden(t, "influx.txt", text)
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) != 7 {
		t.Errorf("got %d lines of 7 points", len(lines))
	}
	for _, line := range lines {
		p, err := parseInflux(line)
		if err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		if p.tags["check"] == "" || p.tags["check_instance"] == "" {
			t.Errorf("%s: tags %v", line, p.tags)
		}
		if _, err := strconv.ParseFloat(p.value, 64); err != nil {
			t.Error(err)
		}
		if p.at != "1700000000000005000" {
			t.Errorf("at %s", p.at)
		}
	}
}

func TestInfluxKeepsEachPointOfASeries(t *testing.T) {
	point := func(value float64, tags ...string) check.Metric { return metric("demo.raw", value, tags...) }
	later := point(4)
	later.Timestamp = check.Seconds(time.Unix(1700000000, 5001))
	text := influxLines([]outcome{outcomeWith(point(1), point(2), point(3, "a:b"), later, point(5))})
	var got []string
	for line := range strings.Lines(text) {
		p, err := parseInflux(strings.TrimSuffix(line, "\n"))
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, p.value+"@"+strings.TrimPrefix(p.at, "170000000000000"))
	}
	if want := []string{"1@5000", "2@5001", "3@5000", "4@5002", "5@5003"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNagiosShowsTheWorst(t *testing.T) {
	service := func(status check.ServiceStatus, name, message string) outcome {
		return outcome{Check: "demo", ServiceChecks: []check.ServiceCheck{{Name: name, Status: status, Message: message}}}
	}
	failing := outcome{Check: "demo", Instance: 1, Error: &failure{Kind: "ConnectionError", Message: "Connection refused."}}
	warned := outcome{Check: "demo", Warnings: []string{"nearly|full\nat 98 %"}}
	for _, c := range []struct {
		outcomes []outcome
		want     string
		status   check.ServiceStatus
	}{
		{[]outcome{{Check: "demo"}}, "OK - demo: 0 metrics & 0 events", check.OK},
		{[]outcome{service(check.OK, "a", "fine")}, "OK - demo: 0 metrics & 0 events", check.OK},
		{[]outcome{service(check.Unknown, "a", ""), service(check.OK, "b", "")}, "UNKNOWN - demo #0: a", check.Unknown},
		{[]outcome{service(check.Unknown, "a", ""), service(check.Warning, "b", "slow")}, "WARNING - demo #0: b: slow", check.Warning},
		{[]outcome{service(check.Critical, "a", "down"), service(check.Unknown, "b", ""), service(check.Warning, "c", "")}, "CRITICAL - demo #0: a: down", check.Critical},
		{[]outcome{service(7, "a", "")}, "UNKNOWN - demo #0: a", check.Unknown},
		{[]outcome{service(check.Critical, "a", "down"), failing}, "CRITICAL - demo #0: a: down; demo #1: ConnectionError('Connection refused.',)", check.Critical},
		{[]outcome{warned}, `WARNING - demo #0: nearly/full\nat 98 %`, check.Warning},
	} {
		line, status := nagiosLine(c.outcomes)
		if line != c.want || status != c.status {
			t.Errorf("got %q, %v; want %q", line, status, c.want)
		}
	}
}

// The rules of https://nagios-plugins.org/doc/guidelines.html#AEN200.
func TestNagiosPerfdataIsWhatItsParserTakes(t *testing.T) {
	line, _ := nagiosLine(awkward())
	golden(t, "nagios.txt", line+"\n")
	text, perfdata, ok := strings.Cut(line, " | ")
	if !ok || strings.Contains(text+perfdata, "|") {
		t.Fatalf("got %s", line)
	}
	datum := regexp.MustCompile(`^'((?:[^'=]|'')+)'=(-?[0-9.]+)(?: |$)`)
	labels := map[string]bool{}
	for perfdata != "" {
		m := datum.FindStringSubmatch(perfdata)
		if m == nil {
			t.Fatalf("not a datum: %s", perfdata)
		}
		if labels[m[1]] {
			t.Errorf("label %s twice", m[1])
		}
		labels[m[1]] = true
		perfdata = perfdata[len(m[0]):]
	}
	if len(labels) != 7 {
		t.Errorf("got %d labels of 7 metrics", len(labels))
	}
}

// What a plugin says when there is nothing to tell a status from.
func TestNagiosIsUnknownWhenTheCallIsWrong(t *testing.T) {
	t.Chdir(t.TempDir())
	got := call(t, "check", "nope.wasm", "--format", "nagios")
	if got.code != 3 || got.stdout != "UNKNOWN - there is no module nope.wasm\n" {
		t.Errorf("got %+v", got)
	}
}

func TestEveryFormatQuotesHostileText(t *testing.T) {
	const bad = `\x1b]0;x\x07\x1b[2J\u202e\u009b1m`
	calls := `
gauge("m` + bad + `", 1, ["k` + bad + `:v` + bad + `", "t` + bad + `"], "h` + bad + `", "d` + bad + `", 0)
event("{\"msg_title\": \"t\\u001b[2J\\u202e\", \"msg_text\": \"x\\u001b[2J\\u202e\\ny\", \"e\\u001b\\u202e\": {\"k\\u202e\": \"v\\u009b\"}}")
service_check("s` + bad + `", 2, ["k:v` + bad + `"], "", "m` + bad + `", 0, 0)
snapshot("{\"type\": \"t\\u001b\\u202e\", \"url\": \"u\\u009b\"}", start)
component("{\"type\": \"t\\u001b\\u202e\", \"url\": \"u\\u009b\"}", "a` + bad + `", "h` + bad + `", "{\"l\": \"\\u202e\"}")
relation("{\"type\": \"t\\u001b\\u202e\", \"url\": \"u\\u009b\"}", "a` + bad + `", "b` + bad + `", "u` + bad + `", "")
snapshot("{\"type\": \"t\\u001b\\u202e\", \"url\": \"u\\u009b\"}", stop)
service_metadata("v` + bad + `", "2` + bad + `")
log(3, "l` + bad + `\r")
warning("w` + bad + `\r\n\tsecond")
fail("K` + bad + `", "m` + bad + `\r", "tb` + bad + `\r\n\t  at")
`
	path := moduleOf(t, calls)
	for _, format := range []string{"text", "json", "prometheus", "influx", "nagios"} {
		got := call(t, "check", path, "--format", format, "--log-level", "debug")
		if r := obeyed(got.stdout + got.stderr); r != 0 {
			t.Errorf("%s has %U:\n%q\n%q", format, r, got.stdout, got.stderr)
		}
		if got.code == 0 {
			t.Errorf("%s: the failed run has exit code 0", format)
		}
	}
}

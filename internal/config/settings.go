package config

import (
	"fmt"
	"log/slog"
	"maps"
	"math"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// settings gathers what the file and the environment say. A later one wins.
type settings struct {
	main Main
	old  bool   // the file is a StackState.conf
	base string // what relative folders of the text that is read are in

	documents []*document // all that was read, in order

	// The outputs depend on settings that may come after them.
	urls, keys placed
	list       placed
	timeout    time.Duration // of an output that has none
	insecure   bool          // skip_ssl_validation of an output that has none
}

// placed is a value with where it stands. d is nil when there is none.
type placed struct {
	d      *document
	n      *yaml.Node
	values []string
	base   string // as settings.base was
	wrong  bool   // it has an error and so no values
}

// setting is one key of the agent's settings.
type setting struct {
	name string
	also []string // its names in the older agents
	read func(d *document, name string, n *yaml.Node)
}

// table lists every setting.
func (s *settings) table() []setting {
	m := &s.main
	text := func(field *string) func(*document, string, *yaml.Node) {
		return func(d *document, name string, n *yaml.Node) { assign(field)(d.text(name, n)) }
	}
	path := func(field *string) func(*document, string, *yaml.Node) {
		return func(d *document, name string, n *yaml.Node) { assign(field)(d.path(name, n, s.base)) }
	}
	span := func(field *time.Duration, least time.Duration) func(*document, string, *yaml.Node) {
		return func(d *document, name string, n *yaml.Node) {
			assign(field)(d.positive(name, n, secondsOrDuration, least))
		}
	}
	return []setting{
		{"hostname", nil, text(&m.Hostname)},
		{"tags", nil, s.readTags},
		{"sts_url", []string{"dd_url", "url"}, s.readURLs},
		{"api_key", nil, s.readKeys},
		{"check_interval", []string{"check_freq"}, func(d *document, name string, n *yaml.Node) {
			assign(&m.CheckInterval)(d.interval(name, n, secondsOrDuration, 100*time.Millisecond))
		}},
		{"confd", nil, path(&m.Confd)},
		{"checksd", nil, path(&m.Checksd)},
		{"additional_checksd", nil, s.readAdditional},
		{"histogram_aggregates", nil, s.readAggregates},
		{"histogram_percentiles", nil, s.readPercentiles},
		{"outputs", nil, func(d *document, _ string, n *yaml.Node) { s.list = placed{d: d, n: n, base: s.base} }},
		{"forwarder_timeout", nil, span(&s.timeout, time.Millisecond)},
		{"skip_ssl_validation", nil, func(d *document, name string, n *yaml.Node) { assign(&s.insecure)(d.yes(name, n)) }},
		{"forwarder_queue_bytes", nil, func(d *document, name string, n *yaml.Node) {
			assign(&m.ForwarderQueueBytes)(d.size(name, n, 64<<10, math.MaxInt64))
		}},
		{"recent_point_threshold", nil, span(&m.RecentPointThreshold, time.Second)},
		{"internal_metrics", nil, func(d *document, name string, n *yaml.Node) { assign(&m.InternalMetrics)(d.yes(name, n)) }},
		{"listen", nil, s.readListen},
		{"cache_dir", nil, path(&m.CacheDir)},
		{"cache_size", nil, func(d *document, name string, n *yaml.Node) {
			assign(&m.CacheBytes)(d.size(name, n, 1<<20, math.MaxInt64))
		}},
		{"state_dir", nil, path(&m.StateDir)},
		{"socket", nil, path(&m.Socket)},
		{"log_level", nil, s.readLogLevel},
		{"sandbox", nil, s.readSandbox},
	}
}

// assign returns what sets the field to a value that was read well.
func assign[T any](field *T) func(value T, ok bool) {
	return func(value T, ok bool) {
		if ok {
			*field = value
		}
	}
}

func (s *settings) byName() map[string]setting {
	all := map[string]setting{}
	for _, t := range s.table() {
		for _, name := range append([]string{t.name}, t.also...) {
			all[name] = t
		}
	}
	return all
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// noSettings is what to do when the file of settings is not there. One that
// nobody names is not missed.
const noSettings = "name a file that is there with --config or SANDPIPER_CONFIG, or none: every setting has a default"

func (s *settings) readFile(path string) {
	if s.old {
		s.readOld(path)
		return
	}
	d := readDocument(path, "", noSettings)
	s.documents = append(s.documents, d)
	if d.root == nil {
		return
	}
	known := s.byName()
	for _, p := range d.mapping("the file", d.root) {
		if t, ok := known[p.key]; ok {
			t.read(d, p.key, p.value)
		} else {
			hint := "" // there are too many to list
			if near := nearest(p.key, sortedKeys(known)); near != "" {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			d.warn(p.at, fmt.Sprintf("there is no setting %s; it has no effect", quote(p.key)), hint)
		}
	}
}

// foreign are the variables that Kubernetes sets in every pod beside a service
// whose name begins as ours.
var foreign = regexp.MustCompile(`(^|_)(service_host|service_port(_.+)?|port(_\d+_(tcp|udp|sctp)(_(proto|port|addr))?)?)$`)

// readEnvironment reads the variables SANDPIPER_….
func (s *settings) readEnvironment(env map[string]string) {
	known := s.byName()
	for _, variable := range sortedKeys(env) {
		name, ours := strings.CutPrefix(variable, "SANDPIPER_")
		name = strings.ToLower(name)
		value := env[variable]
		if !ours || value == "" || name == "config" {
			continue
		}
		d := newDocument(variable, "", nil)
		s.documents = append(s.documents, d)
		if t, ok := known[name]; ok {
			t.read(d, name, &yaml.Node{Kind: yaml.ScalarNode, Value: value})
			continue
		}
		severity, hint := Warning, ""
		if near := nearest(name, sortedKeys(known)); near != "" {
			hint = "did you mean SANDPIPER_" + strings.ToUpper(near) + "?"
		} else if foreign.MatchString(name) {
			severity = Note
		}
		d.at(severity, 0, 0, "there is no such setting; it has no effect", hint)
	}
}

func (s *settings) readTags(d *document, name string, n *yaml.Node) {
	tags, ok := d.set(name, n)
	assign(&s.main.Tags)(tags, ok)
	items, _ := d.items(name, n)
	for _, item := range items {
		switch kind := kindOf(item); kind {
		case isBool, isInt, isFloat:
			d.warn(item, fmt.Sprintf("the tag %s is %s", show(item), kind), "write it as in env:prod, or put it in quotes")
		}
	}
}

func (s *settings) readURLs(d *document, name string, n *yaml.Node) {
	var urls []string
	ok := false
	errors := d.errorsOf(func() {
		urls, ok = d.list(name, n)
		for i := range urls {
			urls[i], _ = d.receiver(name, n, urls[i])
		}
	})
	if errors > 0 {
		s.urls = placed{wrong: true}
		return
	}
	assign(&s.urls)(placed{d: d, n: n, values: urls}, ok)
}

func (s *settings) readKeys(d *document, name string, n *yaml.Node) {
	var keys []string
	ok := false
	if d.errorsOf(func() { keys, ok = d.list(name, n) }) > 0 {
		s.keys = placed{wrong: true}
		return
	}
	assign(&s.keys)(placed{d: d, n: n, values: keys}, ok)
}

// receiver completes the URL of a receiver as the older agents do. It may hold
// a password, so it is in no message.
func (d *document) receiver(name string, n *yaml.Node, address string) (string, bool) {
	if !strings.HasPrefix(address, "http") && !strings.Contains(address, "://") {
		address = "https://" + address
	}
	address = strings.TrimSuffix(address, "/")
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		d.fail(n, name+" is not a URL", "write it as in https://stackstate.example.com/stsAgent")
		return "", false
	}
	return address, true
}

func (s *settings) readAdditional(d *document, name string, n *yaml.Node) {
	folders, ok := d.list(name, n)
	for i := range folders {
		folders[i] = within(s.base, folders[i])
	}
	assign(&s.main.AdditionalChecksd)(folders, ok)
}

func (s *settings) readAggregates(d *document, name string, n *yaml.Node) {
	allowed := []string{"min", "max", "median", "avg", "sum", "count"}
	items, ok := d.items(name, n)
	if !ok {
		return
	}
	chosen := []string{}
	for _, item := range items {
		switch {
		case !slices.Contains(allowed, item.Value):
			d.warn(item, fmt.Sprintf("there is no aggregate %s; it is left out", show(item)), didYouMean(item.Value, allowed))
		case !slices.Contains(chosen, item.Value):
			chosen = append(chosen, item.Value)
		}
	}
	s.main.HistogramAggregates = chosen
}

func (s *settings) readPercentiles(d *document, name string, n *yaml.Node) {
	items, ok := d.items(name, n)
	if !ok {
		return
	}
	chosen := []float64{}
	for _, item := range items {
		p, err := strconv.ParseFloat(item.Value, 64)
		if err != nil || !(p > 0 && p < 1) {
			d.warn(item, fmt.Sprintf("the percentile %s is not a number between 0 and 1; it is left out", show(item)), "write 0.95 for the 95th")
			continue
		}
		chosen = append(chosen, p)
	}
	slices.Sort(chosen)
	s.main.HistogramPercentiles = slices.Compact(chosen)
}

func (s *settings) readListen(d *document, name string, n *yaml.Node) {
	text, ok := d.text(name, n)
	if !ok {
		return
	}
	if resolved, _ := resolve(n); resolved.text == "false" || text == "off" { // off is a boolean to YAML
		s.main.Listen = ""
		return
	}
	hostname, port, err := net.SplitHostPort(text)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		d.fail(n, fmt.Sprintf("listen %s is not an address with a port", show(n)), "write it as in 127.0.0.1:8127, or off")
		return
	}
	ip, err := netip.ParseAddr(hostname)
	if hostname != "localhost" && (err != nil || !ip.IsLoopback()) {
		d.fail(n, fmt.Sprintf("listen %s is not an address of loopback", show(n)),
			"whoever reaches it may ask the agent without a password, so it listens on 127.0.0.1, ::1 or localhost only")
		return
	}
	s.main.Listen = text
}

func (s *settings) readLogLevel(d *document, name string, n *yaml.Node) {
	text, ok := d.text(name, n)
	if !ok {
		return
	}
	levels := map[string]slog.Level{
		"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "warning": slog.LevelWarn, "error": slog.LevelError,
	}
	level, ok := levels[strings.ToLower(text)]
	if !ok {
		d.fail(n, fmt.Sprintf("there is no log_level %s", show(n)), didYouMean(text, []string{"debug", "info", "warning", "error"}))
		return
	}
	s.main.LogLevel = level
}

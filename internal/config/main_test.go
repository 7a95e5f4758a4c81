package config

import (
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// testHost is a Linux on which nothing is installed and nothing is set.
func testHost(env ...string) host {
	h := thisHost(append([]string{"HOME=/home/ann"}, env...))
	h.etc, h.goos, h.root = "etc", "linux", false
	h.hostname = func() (string, error) { return "web-1", nil }
	return h
}

// defaults are the settings of testHost without a file.
func defaults() Main {
	return Main{
		Hostname: "web-1", CheckInterval: 15 * time.Second, Confd: "conf.d", Checksd: "checks.d",
		HistogramAggregates: []string{"max", "median", "avg", "count"}, HistogramPercentiles: []float64{0.95},
		Outputs: []Output{{Kind: Console}}, Listen: "127.0.0.1:8127",
		CacheDir: "/home/ann/.cache/sandpiper", StateDir: "/home/ann/.local/state/sandpiper", Socket: "/home/ann/.local/state/sandpiper/agent.sock",
		InternalMetrics: true, HoldAfter: 10, CacheBytes: 1 << 30, ForwarderQueueBytes: 15 << 20, RecentPointThreshold: time.Hour,
	}
}

func TestWithoutAFileTheDefaultsHold(t *testing.T) {
	tree(t, nil)
	main, problems := testHost().loadMain("")
	if diff := cmp.Diff(defaults(), main); diff != "" || len(problems) > 0 {
		t.Error(diff, problems)
	}
}

func TestEverySettingOfTheFileIsRead(t *testing.T) {
	tree(t, map[string]string{"etc/agent.yaml": `
hostname: db-1
tags: [role:db, env:prod, role:db]
api_key: K
sts_url: stackstate.example.com/stsAgent/
check_interval: 30
confd: checks/conf.d
checksd: /opt/checks.d
additional_checksd: [more, /opt/more]
histogram_aggregates: [max, sum]
histogram_percentiles: [0.99, 0.5, 0.99]
outputs:
  - {kind: jsonl, path: out.jsonl}
  - jsonl
  - {kind: stackstate, timeout: 5s}
  - {kind: stackstate, url: "http://other:7077/", api_key: 0123, skip_ssl_validation: yes}
forwarder_timeout: 9
listen: "[::1]:9000"
cache_dir: cache
state_dir: state
socket: run/agent.sock
log_level: Debug
sandbox: {limits: {memory: 128MiB, samples: 5}, caps: {functions: 50000, body_bytes: 1MiB}, hold_after: 5, stateful_memory: 1GiB}
internal_metrics: off
forwarder_queue_bytes: 1MiB
cache_size: 64MiB
recent_point_threshold: 2m
`})
	main, problems := testHost().loadMain("etc/agent.yaml")
	caps := wasm.DefaultCaps()
	caps[wasm.CapFunctions], caps[wasm.CapBodyBytes] = 50_000, 1<<20
	want := Main{
		File: "etc/agent.yaml", Hostname: "db-1", Tags: []string{"env:prod", "role:db"},
		APIKey: "K", URL: "https://stackstate.example.com/stsAgent", CheckInterval: 30 * time.Second,
		Confd: "etc/checks/conf.d", Checksd: "/opt/checks.d", AdditionalChecksd: []string{"etc/more", "/opt/more"},
		HistogramAggregates: []string{"max", "sum"}, HistogramPercentiles: []float64{0.5, 0.99},
		Outputs: []Output{
			{Kind: JSONL, Path: "etc/out.jsonl"},
			{Kind: JSONL, Path: "-"},
			{Kind: StackState, URL: "https://stackstate.example.com/stsAgent", APIKey: "K", Timeout: 5 * time.Second},
			{Kind: StackState, URL: "http://other:7077", APIKey: "0123", Timeout: 9 * time.Second, SkipSSLValidation: true},
		},
		Listen: "[::1]:9000", CacheDir: "etc/cache", StateDir: "etc/state", Socket: "etc/run/agent.sock", LogLevel: slog.LevelDebug,
		Limits: check.Limits{MemoryBytes: 128 << 20, Samples: 5}, Caps: caps, HoldAfter: 5, StatefulBytes: 1 << 30,
		CacheBytes: 64 << 20, ForwarderQueueBytes: 1 << 20, RecentPointThreshold: 2 * time.Minute,
	}
	if diff := cmp.Diff(want, main); diff != "" || len(problems) > 0 {
		t.Error(diff, problems)
	}
}

func TestTheEnvironmentGoesOverTheFile(t *testing.T) {
	tree(t, map[string]string{"agent/sandpiper.yaml": "hostname: file\ncheck_interval: 30\ntags: [a:file]\nconfd: x\nlog_level: debug\nlisten: 127.0.0.1:1\n"})
	main, problems := testHost("SANDPIPER_HOSTNAME=env", "SANDPIPER_CHECK_INTERVAL=1m", "SANDPIPER_TAGS=b:env, a:env", "SANDPIPER_CONFD=here",
		"SANDPIPER_LOG_LEVEL=", "SANDPIPER_LISTEN=off", "SANDPIPER_CONFIG=agent/sandpiper.yaml", "SANDPIPER_HISTOGRAM_PERCENTILES=0.5,0.9",
		"SANDPIPER_OUTPUTS=jsonl", "SANDPIPER_ADDITIONAL_CHECKSD=a,/b", "SANDPIPER_SKIP_SSL_VALIDATION=1").loadMain("")
	want := defaults()
	want.File, want.Hostname, want.CheckInterval, want.Tags = "agent/sandpiper.yaml", "env", time.Minute, []string{"a:env", "b:env"}
	want.Confd, want.Checksd, want.LogLevel, want.Listen = "here", "agent/checks.d", slog.LevelDebug, ""
	want.HistogramPercentiles, want.AdditionalChecksd = []float64{0.5, 0.9}, []string{"a", "/b"}
	want.Outputs = []Output{{Kind: JSONL, Path: "-"}}
	if diff := cmp.Diff(want, main); diff != "" || len(problems) > 0 {
		t.Error(diff, problems)
	}
}

func TestTheFileIsSoughtHereAndThenInEtc(t *testing.T) {
	tree(t, map[string]string{"etc/sandpiper.yaml": "hostname: etc\n"})
	if main, _ := testHost().loadMain(""); main.File != filepath.FromSlash("etc/sandpiper.yaml") || main.Hostname != "etc" || main.Confd != filepath.FromSlash("etc/conf.d") {
		t.Errorf("got %+v", main)
	}
	grow(t, map[string]string{"sandpiper.yaml": "hostname: here\n"})
	if main, _ := testHost().loadMain(""); main.File != "sandpiper.yaml" || main.Hostname != "here" || main.Confd != "conf.d" {
		t.Errorf("got %+v", main)
	}
}

func TestInstalledFoldersServeWhereThereAreNone(t *testing.T) {
	tree(t, map[string]string{"etc/conf.d/": "", "etc/checks.d/": "", "checks.d/": ""})
	main, _ := testHost().loadMain("")
	if main.Confd != filepath.FromSlash("etc/conf.d") || main.Checksd != "checks.d" {
		t.Errorf("got %s and %s", main.Confd, main.Checksd)
	}
}

func TestWhereTheAgentWrites(t *testing.T) {
	tree(t, nil)
	for _, c := range []struct {
		what                 string
		change               func(*host)
		cache, state, socket string
		problems             int
	}{
		{
			"a user of Linux", func(h *host) { h.env["XDG_RUNTIME_DIR"] = "/run/user/7" },
			"/home/ann/.cache/sandpiper", "/home/ann/.local/state/sandpiper", "/run/user/7/sandpiper/agent.sock", 0,
		},
		{"with all of XDG", func(h *host) { h.env["XDG_CACHE_HOME"], h.env["XDG_STATE_HOME"] = "/c", "/s" }, "/c/sandpiper", "/s/sandpiper", "/s/sandpiper/agent.sock", 0},
		{
			"with a relative XDG, which does not count", func(h *host) { h.env["XDG_CACHE_HOME"] = "c" },
			"/home/ann/.cache/sandpiper", "/home/ann/.local/state/sandpiper", "/home/ann/.local/state/sandpiper/agent.sock", 0,
		},
		{"root of Linux", func(h *host) { h.root = true }, "/var/cache/sandpiper", "/var/lib/sandpiper", "/run/sandpiper/agent.sock", 0},
		{"a Mac", func(h *host) { h.goos = "darwin" }, "/home/ann/Library/Caches/sandpiper", "/home/ann/.local/state/sandpiper", "/home/ann/.local/state/sandpiper/agent.sock", 0},
		{"Windows", func(h *host) { h.goos, h.env["LOCALAPPDATA"] = "windows", "/local" }, "/local/sandpiper/cache", "/local/sandpiper/state", "/local/sandpiper/state/agent.sock", 0},
		{"no home", func(h *host) { h.env["HOME"] = "" }, ".sandpiper", ".sandpiper", ".sandpiper/agent.sock", 1},
		{"a state folder that is set", func(h *host) { h.env["SANDPIPER_STATE_DIR"] = "/s" }, "/home/ann/.cache/sandpiper", "/s", "/s/agent.sock", 0},
	} {
		h := testHost()
		c.change(&h)
		main, problems := h.loadMain("")
		if main.CacheDir != c.cache || main.StateDir != c.state || main.Socket != c.socket || len(problems) != c.problems {
			t.Errorf("%s: got %s, %s, %s, problems %v", c.what, main.CacheDir, main.StateDir, main.Socket, problems)
		}
	}
}

func TestAHostWithoutANameIsLocalhost(t *testing.T) {
	tree(t, nil)
	h := testHost()
	h.hostname = func() (string, error) { return "", errors.New("no name") }
	main, problems := h.loadMain("")
	want := []string{"warning: the name of this host is not known: no name"}
	if diff := cmp.Diff(want, loud(problems)); diff != "" || main.Hostname != "localhost" {
		t.Error(main.Hostname, diff)
	}
}

func TestMistakesInTheSettings(t *testing.T) {
	path, err := filepath.Abs("testdata/settings.txt")
	if err != nil {
		t.Fatal(err)
	}
	tree(t, map[string]string{"sandpiper.yaml": `check_intervall: 30
check_interval: -5s
check_freq: soon
hostname: [a]
tags: {a: b}
sts_url: "ftp://user:password@example.com"
histogram_aggregates: [max, p95, medain]
histogram_percentiles: [0.95, 1, x, 95]
outputs: [consle, {path: x}, {kind: jsonl, file: x}, {kind: console, path: x}, stackstate, {kind: stackstate, url: h, timeout: no}]
listen: 0.0.0.0:8127
log_level: verbose
forwarder_queue_bytes: 12
recent_point_threshold: 0
skip_ssl_validation: perhaps
sandbox: {limits: {wal: 1}, allow: [example.com], cap: {}, caps: {function: 1, functions: 1000000, body_bytes: 1GiB, nesting: -1}, hold_after: never}
redis: yes
check_interval: 1ms
`})
	main, problems := testHost("SANDPIPER_CHECK_INTERVAL=soon", "SANDPIPER_HOSTNAM=x", "SANDPIPER_SERVICE_HOST=x", "SANDPIPER_LISTEN=8127").loadMain("")
	golden(t, path, explained(problems))

	want := defaults()
	want.File = "sandpiper.yaml"
	want.HistogramAggregates = []string{"max"}
	want.Outputs = []Output{{Kind: JSONL, Path: "-"}, {Kind: Console}}
	want.Caps = wasm.DefaultCaps()
	if diff := cmp.Diff(want, main); diff != "" {
		t.Error("what is wrong has its default:", diff)
	}
}

func TestWhatIsTakenButOddIsSaid(t *testing.T) {
	for _, c := range []struct{ yaml, env, want string }{
		{"tags: [env:prod, '5']\ncheck_interval: 86400", "", ""},
		{"tags: 5", "", "warning: sandpiper.yaml:1:7: the tag 5 is a number"},
		{"tags: [a, yes, 1.5]", "", "warning: sandpiper.yaml:1:11: the tag yes is a boolean\nwarning: sandpiper.yaml:1:16: the tag 1.5 is a number"},
		{"", "SANDPIPER_TAGS=a:b,5", "warning: SANDPIPER_TAGS: the tag 5 is a number"},
		{"check_interval: 1e9", "", "warning: sandpiper.yaml:1:17: check_interval 1e9 is more than a day"},
		{"", "SANDPIPER_BOGUS=x", "warning: SANDPIPER_BOGUS: there is no such setting; it has no effect"},
		{"", "SANDPIPER_SERVICE_HOST=x", ""},
		{"", "SANDPIPER_SERVICE_PORT_HTTP=x", ""},
		{"", "SANDPIPER_PORT=tcp://10.0.0.1:80", ""},
		{"", "SANDPIPER_WEB_PORT_80_TCP_ADDR=10.0.0.1", ""},
	} {
		tree(t, map[string]string{"sandpiper.yaml": c.yaml + "\n"})
		if _, problems := testHost(c.env).loadMain(""); strings.Join(loud(problems), "\n") != c.want {
			t.Errorf("%s %s: problems %q, want %q", c.yaml, c.env, loud(problems), c.want)
		}
	}
	c := one(t, "init_config:\ninstances: [{collection_interval: 90000}]\n")
	if got, want := strings.Join(loud(c.Problems), "\n"), "collection_interval 90000 is more than a day"; !strings.Contains(got, want) || len(c.Instances) != 1 {
		t.Errorf("problems %q, want %q", got, want)
	}
}

func TestAFileOfSettingsThatCannotBeReadLeavesTheDefaults(t *testing.T) {
	for file, want := range map[string]string{
		"nowhere.yaml": "error: nowhere.yaml: cannot be read: no such file or directory",
		"list.yaml":    "error: list.yaml:1:1: the file (a list) is not a mapping",
		"broken.yaml":  "error: broken.yaml:1:4: a value is missing, or begins with what no value can",
		"nowhere.conf": "error: nowhere.conf: cannot be read: no such file or directory",
		"empty.yaml":   "",
	} {
		tree(t, map[string]string{"list.yaml": "- a\n", "broken.yaml": "a: [\n", "empty.yaml": "# nothing\n"})
		main, problems := testHost().loadMain(file)
		wantMain := defaults()
		wantMain.File = file
		if diff := cmp.Diff(wantMain, main); diff != "" || strings.Join(loud(problems), "\n") != want {
			t.Errorf("%s: %s, problems %v", file, diff, problems)
		}
	}
}

func TestOutputsFollowFromTheAccounts(t *testing.T) {
	to := func(url, key string) Output {
		return Output{Kind: StackState, URL: url, APIKey: key, Timeout: 20 * time.Second}
	}
	console := Output{Kind: Console}
	for _, c := range []struct {
		yaml string
		want []Output
		loud string
	}{
		{"sts_url: http://a\napi_key: K", []Output{console, to("http://a", "K")}, ""},
		{"dd_url: http://a\napi_key: K", []Output{console, to("http://a", "K")}, ""},
		{"sts_url: http://a\napi_key: K, L", []Output{console, to("http://a", "K"), to("http://a", "L")}, ""},
		{"sts_url: [http://a, b/]\napi_key: [K, L]", []Output{console, to("http://a", "K"), to("https://b", "L")}, ""},
		{"sts_url: http://a,http://b\napi_key: K", []Output{console}, "error: sandpiper.yaml:2:10: 2 URLs and 1 API keys do not pair"},
		{"sts_url: http://a", []Output{console}, "warning: sandpiper.yaml:1:10: nothing is sent to this URL without an api_key"},
		{"api_key: K", []Output{console}, "warning: sandpiper.yaml:1:10: nothing is sent for this api_key without a URL"},
		{"sts_url: http://a\napi_key: K, L\noutputs: [stackstate]", []Output{to("http://a", "K"), to("http://a", "L")}, ""},
		{"outputs: []", []Output{}, "warning: sandpiper.yaml:1:10: there are no outputs; nothing that is collected goes anywhere"},
		{
			"outputs: [console, jsonl]",
			[]Output{console, {Kind: JSONL, Path: "-"}},
			"warning: sandpiper.yaml:1:10: console and jsonl both write to standard output, where their lines mix",
		},
		{"outputs: [console, {kind: jsonl, path: a}, {kind: jsonl, path: b}]", []Output{console, {Kind: JSONL, Path: "a"}, {Kind: JSONL, Path: "b"}}, ""},
		{
			"outputs: [{kind: jsonl, path: a}, {kind: jsonl, path: ./a}]",
			[]Output{{Kind: JSONL, Path: "a"}},
			"warning: sandpiper.yaml:1:35: an output jsonl of the same place stands above; this one is left out",
		},
		{
			"outputs: [jsonl, {kind: jsonl}]",
			[]Output{{Kind: JSONL, Path: "-"}},
			"warning: sandpiper.yaml:1:18: an output jsonl of the same place stands above; this one is left out",
		},
		{
			"sts_url: http://a\napi_key: K\noutputs: [stackstate, {kind: stackstate, timeout: 3}]",
			[]Output{to("http://a", "K")},
			"warning: sandpiper.yaml:3:23: an output stackstate of the same place stands above; this one is left out",
		},
		{
			"sts_url: http://a\napi_key: K\noutputs: [console, {kind: stackstate, url: 'ftp://x'}]",
			[]Output{console},
			"error: sandpiper.yaml:3:44: url is not a URL",
		},
		{"outputs: [{kind: stackstate, url: http://a, api_key: [K]}]", []Output{console}, "error: sandpiper.yaml:1:54: api_key (a list) is not a string"},
		{"outputs: [{kind: jsonl, path: [K]}]", []Output{console}, "error: sandpiper.yaml:1:31: path (a list) is not a string"},
		{"sts_url: ftp://a\napi_key: K\noutputs: [stackstate]", []Output{console}, "error: sandpiper.yaml:1:10: sts_url is not a URL"},
		{"sts_url: ftp://a\napi_key: K", []Output{console}, "error: sandpiper.yaml:1:10: sts_url is not a URL"},
		{"sts_url: http://a\napi_key: {}\noutputs: [stackstate]", []Output{console}, "error: sandpiper.yaml:2:10: api_key (a mapping) is not a list"},
		{"outputs: [stackstate]", []Output{console}, "error: sandpiper.yaml:1:11: the output stackstate has no url and no api_key"},
		{"sts_url: ftp://a\noutputs: [stackstate]", []Output{console}, "error: sandpiper.yaml:1:10: sts_url is not a URL\nerror: sandpiper.yaml:2:11: the output stackstate has no api_key"},
		{"sts_url: http://a\noutputs: [stackstate]", []Output{console}, "error: sandpiper.yaml:2:11: the output stackstate has no api_key"},
	} {
		tree(t, map[string]string{"sandpiper.yaml": c.yaml + "\n"})
		main, problems := testHost().loadMain("")
		if diff := cmp.Diff(c.want, main.Outputs); diff != "" || strings.Join(loud(problems), "\n") != c.loud {
			t.Errorf("%s: %s, problems %v", c.yaml, diff, loud(problems))
		}
	}
}

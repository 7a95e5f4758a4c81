package config

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sandpiper-checks/sandpiper/check"
)

const plain = "init_config:\ninstances: [{}]\n"

// load reads a tree of files whose folders are conf.d, checks.d and more.
func load(t *testing.T, files map[string]string, additional ...string) Checks {
	t.Helper()
	tree(t, map[string]string{"conf.d/": "", "checks.d/": ""})
	grow(t, files)
	return LoadChecks(Main{Confd: "conf.d", Checksd: "checks.d", AdditionalChecksd: additional})
}

// one reads a single file of conf.d, whose check has a module.
func one(t *testing.T, yaml string) Checks {
	t.Helper()
	return load(t, map[string]string{"conf.d/demo.yaml": yaml, "checks.d/demo.wasm": ""})
}

// sources are where the instances stand, without lines.
func sources(c Checks) []string {
	found := []string{}
	for _, i := range c.Instances {
		file, _, _ := strings.Cut(i.Source, ":")
		found = append(found, i.Check+" "+file)
	}
	return found
}

// The rows of agent-semantics.md §5, column Follow, that are about which files
// count.
func TestFilesThatConfigureAreTheOnesOfBothOlderAgents(t *testing.T) {
	for _, c := range []struct {
		what  string
		files []string
		want  []string // check and file of each instance
		loud  []string
	}{
		{"yaml and yml", []string{"a.yaml", "b.yml"}, []string{"a conf.d/a.yaml", "b conf.d/b.yml"}, nil},
		{"NAME.d, one level", []string{"a.d/x.yaml", "a.d/b.yml", "a.d/deep/c.yaml"}, []string{"a conf.d/a.d/b.yml", "a conf.d/a.d/x.yaml"}, nil},
		{"all forms together, NAME.yaml first", []string{"a.d/x.yaml", "a.yml", "a.yaml"}, []string{"a conf.d/a.yaml", "a conf.d/a.yml", "a conf.d/a.d/x.yaml"}, nil},
		{"other folders do not count", []string{"a.yaml", "sub/b.yaml"}, []string{"a conf.d/a.yaml"}, nil},
		{"hidden files do not count", []string{"a.yaml", ".a.yaml", ".b.yaml", "a.d/.c.yaml", ".d/x.yaml"}, []string{"a conf.d/a.yaml"}, nil},
		{"other extensions do not count", []string{"a.yaml", "a.yaml.disabled", "a.yaml.bak", "a.yaml~", "a.json", "README.md"}, []string{"a conf.d/a.yaml"}, nil},
		{
			"the case of the extension does",
			[]string{"a.yaml", "b.YAML"},
			[]string{"a conf.d/a.yaml"},
			[]string{"warning: conf.d/b.YAML: not used: its extension is not in lower case"},
		},
		{"a name may contain dots", []string{"a.b.yaml", "a.b.d/x.yaml"}, []string{"a.b conf.d/a.b.yaml", "a.b conf.d/a.b.d/x.yaml"}, nil},
		{"examples do not count", []string{"a.yaml", "b.yaml.example", "a.d/c.yaml.example"}, []string{"a conf.d/a.yaml"}, nil},
		{"a default counts alone", []string{"a.yaml.default"}, []string{"a conf.d/a.yaml.default"}, nil},
		{"a default does not count beside NAME.yaml", []string{"a.yaml", "a.yaml.default"}, []string{"a conf.d/a.yaml"}, nil},
		{"nor beside a file of NAME.d", []string{"a.d/x.yaml", "a.yaml.default", "a.d/conf.yaml.default"}, []string{"a conf.d/a.d/x.yaml"}, nil},
		{"auto_conf does not count", []string{"a.yaml", "auto_conf/b.yaml", "a.d/auto_conf.yaml"}, []string{"a conf.d/a.yaml"}, nil},
		{"no file at all", nil, []string{}, []string{"warning: conf.d: no check is configured"}},
	} {
		t.Run(c.what, func(t *testing.T) {
			files := map[string]string{"checks.d/a.wasm": "", "checks.d/b.wasm": "", "checks.d/a.b.wasm": ""}
			for _, f := range c.files {
				files["conf.d/"+f] = plain
			}
			checks := load(t, files)
			if diff := cmp.Diff(c.want, sources(checks)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(append([]string{}, c.loud...), loud(checks.Problems)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatIsPassedOverIsNoted(t *testing.T) {
	c := load(t, map[string]string{
		"conf.d/a.yaml": "init_config:\ninstances: [{}]\nad_identifiers: [x]\n", "conf.d/auto_conf/b.yaml": plain,
		"checks.d/a.wasm": "", "checks.d/spare.wasm": "",
	})
	want := []string{
		"note: conf.d/auto_conf: not used: it configures the discovery of services, which this agent does not do",
		`note: conf.d/a.yaml:3:1: the key "ad_identifiers" has no effect`,
		`note: checks.d/spare.wasm: check "spare" is not run: nothing configures it`,
	}
	if diff := cmp.Diff(want, all(c.Problems)); diff != "" {
		t.Error(diff)
	}
}

func TestABrokenFileDoesNotBringItsDefaultBack(t *testing.T) {
	c := load(t, map[string]string{"conf.d/a.yaml": "[", "conf.d/a.yaml.default": plain, "checks.d/a.wasm": ""})
	if len(c.Instances) != 0 || len(c.Files) != 1 || c.Files[0].Valid {
		t.Errorf("got %v from %v", c.Instances, c.Files)
	}
}

func TestInitConfig(t *testing.T) {
	for _, c := range []struct{ yaml, want, loud string }{
		{"init_config:\ninstances: [{}]\n", "{}", ""},
		{"init_config: {}\ninstances: [{}]\n", "{}", ""},
		{"init_config:\n  a: 1\ninstances: [{}]\n", `{"a":1}`, ""},
		{"instances: [{}]\n", "{}", "warning: conf.d/demo.yaml: there is no init_config"},
	} {
		checks := one(t, c.yaml)
		if len(checks.Instances) != 1 || string(checks.Instances[0].InitConfig) != c.want {
			t.Errorf("%q: got %+v", c.yaml, checks.Instances)
		}
		if got := strings.Join(loud(checks.Problems), "\n"); got != c.loud {
			t.Errorf("%q: got problems %q, want %q", c.yaml, got, c.loud)
		}
	}
}

func TestInstancesAreANonEmptyListOfMappings(t *testing.T) {
	for yaml, want := range map[string]int{
		"[{}]": 1, "\n    [{}]\n": 1, "\n- {}\n- a: 1\n": 2, "[&a {}, *a]": 2,
		"": 0, "null": 0, "[]": 0, "{}": 0, "{a: b}": 0, "text": 0, "5": 0, "[5]": 0, "[{}, x]": 0, "[null]": 0, "[[{}]]": 0,
	} {
		c := one(t, "init_config:\ninstances: "+yaml+"\n")
		if len(c.Instances) != want {
			t.Errorf("%q: got %d instances, want %d", yaml, len(c.Instances), want)
		}
		refused := slices.ContainsFunc(c.Problems, func(p Problem) bool { return p.Severity == Error && p.Message == needInstance && p.Check == "demo" })
		if refused != (want == 0) {
			t.Errorf("%q: problems %v", yaml, c.Problems)
		}
	}
}

func TestTheDocumentsFirstConfigurationIsValid(t *testing.T) {
	c := one(t, "init_config:\n\ninstances:\n    [{}]\n\n")
	if len(c.Instances) != 1 || len(c.Problems) != 0 {
		t.Fatalf("got %v, problems %v", c.Instances, c.Problems)
	}
	i := c.Instances[0]
	want := check.Instance{
		ID: i.ID, Check: "demo", Module: "checks.d/demo.wasm", Source: "conf.d/demo.yaml:4",
		Config: []byte("{}"), InitConfig: []byte("{}"), Interval: 15 * time.Second, Limits: check.DefaultLimits(),
	}
	if diff := cmp.Diff(want, i); diff != "" {
		t.Error(diff)
	}
}

func TestTheDocumentsOtherConfigurationsAreValid(t *testing.T) {
	c := one(t, `init_config:
    min_collection_interval: 20
    key1: val1
    key2: val2

instances:
    - username: jon_smith
      password: 1234

    - username: jane_smith
      password: 5678
`)
	if len(c.Instances) != 2 || len(c.Problems) != 0 {
		t.Fatalf("got %v, problems %v", c.Instances, c.Problems)
	}
	if i := c.Instances[1]; string(i.Config) != `{"username":"jane_smith","password":5678}` || i.MinInterval != 20*time.Second || i.Source != "conf.d/demo.yaml:10" {
		t.Errorf("got %s, %+v", i.Config, i)
	}
	c = one(t, `init_config:
    default_timeout: 5

instances:
    -   url: https://google.com

    -   url: http://httpbin.org/delay/10
        timeout: 8

    -   url: http://httpbin.org/status/400
`)
	if len(c.Instances) != 3 || len(c.Problems) != 0 || string(c.Instances[1].Config) != `{"url":"http://httpbin.org/delay/10","timeout":8}` {
		t.Errorf("got %v, problems %v", c.Instances, c.Problems)
	}
}

func TestTabsMayStandWhereTheyDoNotIndent(t *testing.T) {
	for _, yaml := range []string{
		"init_config:\t\ninstances:\t[{}]\n",
		"init_config:\t# a comment\ninstances: [{a: \"\tb\"}]\n",
		"init_config:\ninstances:\n- a: |\n    x\n    \ty\n",
		"init_config:\ninstances:\n- a: \"x\n\ty\"\n",
	} {
		if c := one(t, yaml); len(c.Instances) != 1 || len(c.Problems) != 0 {
			t.Errorf("%q: %v", yaml, c.Problems)
		}
	}
}

func TestReservedKeys(t *testing.T) {
	defaults := check.DefaultLimits()
	wall := func(d time.Duration) check.Limits {
		l := defaults
		l.Wall = d
		return l
	}
	contexts := func(n int) check.Limits {
		l := defaults
		l.Contexts = n
		return l
	}
	for _, c := range []struct {
		what, init, entry, sandbox string
		want                       check.Instance
	}{
		{"none", "", "", "", check.Instance{Interval: 15 * time.Second, Limits: defaults}},
		{"min_collection_interval of init_config", "min_collection_interval: 30", "", "", check.Instance{Interval: 15 * time.Second, MinInterval: 30 * time.Second, Limits: defaults}},
		{"min_collection_interval of both", "min_collection_interval: 30", "min_collection_interval: 0", "", check.Instance{Interval: 15 * time.Second, Limits: defaults}},
		{"a fraction of a second", "", "min_collection_interval: 0.5", "", check.Instance{Interval: 15 * time.Second, MinInterval: 500 * time.Millisecond, Limits: defaults}},
		{"a long collection_interval", "", "collection_interval: 3600", "", check.Instance{Interval: time.Hour, Limits: defaults}},
		{"a short one bounds the wall limit", "", "collection_interval: 5", "", check.Instance{Interval: 5 * time.Second, Limits: wall(5 * time.Second)}},
		{"but not one that is set", "", "collection_interval: 5", "sandbox: {limits: {wall: 1m}}", check.Instance{Interval: 5 * time.Second, Limits: wall(time.Minute)}},
		{"service", "service: a", "", "", check.Instance{Interval: 15 * time.Second, Service: "a", Limits: defaults}},
		{"service of both", "service: a", "service: b", "", check.Instance{Interval: 15 * time.Second, Service: "b", Limits: defaults}},
		{"empty_default_hostname", "", "empty_default_hostname: yes", "", check.Instance{Interval: 15 * time.Second, EmptyDefaultHostname: true, Limits: defaults}},
		{"max_returned_metrics", "", "max_returned_metrics: 9", "", check.Instance{Interval: 15 * time.Second, Limits: contexts(9)}},
		{"max_returned_metrics over the file's limit", "", "max_returned_metrics: 9", "sandbox: {limits: {contexts: 7}}", check.Instance{Interval: 15 * time.Second, Limits: contexts(9)}},
		{"max_returned_metrics 0 is none", "", "max_returned_metrics: 0", "sandbox: {limits: {contexts: 7}}", check.Instance{Interval: 15 * time.Second, Limits: contexts(7)}},
		{"empty keys are not given", "", "min_collection_interval:\n  service:\n  collection_interval:", "", check.Instance{Interval: 15 * time.Second, Limits: defaults}},
	} {
		t.Run(c.what, func(t *testing.T) {
			checks := one(t, fmt.Sprintf("init_config:\n  %s\ninstances:\n- a: 1\n  %s\n%s\n", c.init, c.entry, c.sandbox))
			if len(checks.Instances) != 1 {
				t.Fatal(checks.Problems)
			}
			i := checks.Instances[0]
			got := check.Instance{Interval: i.Interval, MinInterval: i.MinInterval, Service: i.Service, EmptyDefaultHostname: i.EmptyDefaultHostname, Limits: i.Limits}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAFileAllowsDestinationsToItsInstances(t *testing.T) {
	tree(t, map[string]string{
		"conf.d/a.yaml": plain + "sandbox:\n  allow: [example.com, \"*.example.com:443\", https://login.example.com, 10.0.0.0/8:9100, localhost:80]\n",
		"conf.d/b.yaml": plain, "checks.d/a.wasm": "", "checks.d/b.wasm": "",
	})
	c := LoadChecks(Main{Confd: "conf.d", Checksd: "checks.d"})
	if len(c.Instances) != 2 || len(c.Problems) != 0 {
		t.Fatal(c.Problems)
	}
	got := fmt.Sprint(c.Instances[0].Allow, c.Instances[1].Allow)
	if want := "[example.com *.example.com:443 https://login.example.com:443 10.0.0.0/8:9100 localhost:80] []"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestWhatNoCheckMayReachCannotBeAllowed(t *testing.T) {
	c := one(t, plain+"sandbox:\n  allow: [169.254.169.254, example.com]\n")
	const want = `error: conf.d/demo.yaml:4:11: allow: "169.254.169.254" has no effect: it is a link-local address, which no check may reach`
	got := explained(c.Problems)
	if len(c.Problems) != 1 || !strings.HasPrefix(got, want+"\n") || !strings.Contains(got, "hint: leave it out") {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestAFileAllowsItsInstancesToRead(t *testing.T) {
	c := one(t, plain+"sandbox:\n  allow: [read: /var/log//nginx/, example.com, {read: /proc/meminfo}]\n")
	if len(c.Problems) != 0 {
		t.Fatal(c.Problems)
	}
	if got, want := fmt.Sprint(c.Instances[0].Allow, c.Instances[0].Read), "[example.com] [/var/log/nginx /proc/meminfo]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTheCheckSeesItsWholeConfiguration(t *testing.T) {
	c := one(t, "init_config: {timeout: 9, min_collection_interval: 5}\ninstances:\n- url: http://a\n  tags: [b, a]\n  service: s\n")
	want := `{"url":"http://a","tags":["b","a"],"service":"s"}`
	if got := string(c.Instances[0].Config); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := string(c.Instances[0].InitConfig); got != `{"timeout":9,"min_collection_interval":5}` {
		t.Errorf("got %s", got)
	}
}

func TestInstancesAreNumberedAcrossTheFilesOfACheck(t *testing.T) {
	c := load(t, map[string]string{
		"conf.d/a.yaml": "init_config:\ninstances: [{n: 0}, {n: 1}]\n", "conf.d/a.d/x.yaml": "init_config:\ninstances: [{n: 2}]\n",
		"conf.d/b.yaml": plain, "checks.d/a.wasm": "", "checks.d/b.wasm": "",
	})
	got := []string{}
	for _, i := range c.Instances {
		got = append(got, fmt.Sprintf("%s %d %s %s", i.Check, i.Index, i.Config, i.Source))
	}
	want := []string{`a 0 {"n":0} conf.d/a.yaml:2`, `a 1 {"n":1} conf.d/a.yaml:2`, `a 2 {"n":2} conf.d/a.d/x.yaml:2`, `b 0 {} conf.d/b.yaml:2`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAnIDIsTheConfigurationAndNotItsPlace(t *testing.T) {
	ids := func(files map[string]string) []check.ID {
		files["checks.d/a.wasm"] = ""
		found := []check.ID{}
		for _, i := range load(t, files).Instances {
			found = append(found, i.ID)
		}
		return found
	}
	here := ids(map[string]string{"conf.d/a.yaml": "init_config:\ninstances: [{n: 1}, {n: 2}]\n"})
	there := ids(map[string]string{"conf.d/a.d/x.yaml": "# moved\ninit_config: {}\ninstances:\n- n: 2\n- n: 1\n"})
	if len(here) != 2 || here[0] == here[1] || here[0] != there[1] || here[1] != there[0] {
		t.Errorf("%v became %v", here, there)
	}
	if name, hash, _ := strings.Cut(string(here[0]), ":"); name != "a" || len(hash) != 16 || strings.Trim(hash, "0123456789abcdef") != "" {
		t.Errorf("%s is not NAME:16 hex digits", here[0])
	}
	if other := ids(map[string]string{"conf.d/a.yaml": "init_config: {x: 1}\ninstances: [{n: 1}]\n"}); other[0] == here[0] {
		t.Error("init_config is no part of it")
	}
	same := ids(map[string]string{"conf.d/a.yaml": "init_config:\ninstances: [{n: 1}, {n: 1}, {n: 2}, {n: 1}]\n"})
	if diff := cmp.Diff([]check.ID{here[0], here[0] + "-2", here[1], here[0] + "-3"}, same); diff != "" {
		t.Error(diff)
	}
}

func TestACheckWithoutAModuleIsAnErrorWithNearNames(t *testing.T) {
	for _, c := range []struct {
		modules []string
		hint    string
	}{
		{[]string{"http", "cmdb"}, `checks.d holds http.wasm; did you mean "http"?`},
		{[]string{"cmdb", "mysql"}, "checks.d holds cmdb.wasm, mysql.wasm; put htp.py or htp.wasm there"},
		{nil, "checks.d holds no modules; put htp.py or htp.wasm there"},
	} {
		files := map[string]string{"conf.d/htp.yaml": plain, "conf.d/htp.d/x.yaml": plain}
		for _, m := range c.modules {
			files["checks.d/"+m+".wasm"] = ""
		}
		checks := load(t, files)
		var errors []Problem
		for _, p := range checks.Problems {
			if p.Severity == Error {
				errors = append(errors, p)
			}
		}
		want := []Problem{{Severity: Error, Check: "htp", File: "conf.d/htp.yaml", Message: `check "htp" has no module`, Hint: c.hint}}
		if diff := cmp.Diff(want, errors, cmp.AllowUnexported(Problem{})); diff != "" {
			t.Error(diff)
		}
		if !checks.Files[0].Valid || len(checks.Instances) != 0 {
			t.Errorf("the file itself is valid and yields nothing: %+v %v", checks.Files, checks.Instances)
		}
	}
}

func TestMissingAndUnreadableFolders(t *testing.T) {
	for _, c := range []struct {
		what   string
		main   Main
		golden string
	}{
		{"no conf.d", Main{Confd: "nowhere", Checksd: "checks.d"}, "no_confd"},
		{"no checks.d", Main{Confd: "conf.d", Checksd: "nowhere"}, "no_checksd"},
		{"conf.d is a file", Main{Confd: "file", Checksd: "checks.d"}, "confd_file"},
		{"checks.d is a loop of links", Main{Confd: "conf.d", Checksd: "loop"}, "checksd_loop"},
		{"an additional folder is missing", Main{Confd: "conf.d", Checksd: "checks.d", AdditionalChecksd: []string{"nowhere"}}, "no_additional"},
	} {
		t.Run(c.what, func(t *testing.T) {
			path, err := os.Getwd()
			if err != nil {
				t.Fatal(err)
			}
			tree(t, map[string]string{"conf.d/demo.yaml": plain, "checks.d/demo.wasm": "", "file": ""})
			if err := os.Symlink("loop", "loop"); err != nil {
				t.Fatal(err)
			}
			golden(t, path+"/testdata/folders/"+c.golden+".txt", explained(LoadChecks(c.main).Problems))
		})
	}
}

func TestFilesThatAreNoneAreRefusedAndLinksFollowed(t *testing.T) {
	tree(t, map[string]string{
		"conf.d/good.yaml": plain, "elsewhere.yaml": plain, "conf.d/folder.yaml/": "", "conf.d/loop.d/good.yaml": plain,
		"checks.d/good.wasm": "", "checks.d/linked.wasm": "", "elsewhere.d/a.yaml": plain, "checks.d/dirlink.wasm": "",
		"conf.d/huge.yaml": strings.Repeat("#\n", maxFileBytes/2+1), "checks.d/loop.wasm": "",
	})
	for link, target := range map[string]string{
		"conf.d/linked.yaml": "../elsewhere.yaml", "conf.d/loop.yaml": "loop.yaml", "conf.d/gone.yaml": "nowhere",
		"conf.d/dirlink.d": "../elsewhere.d", "conf.d/null.yaml": os.DevNull,
	} {
		if err := os.Symlink(target, link); err != nil {
			t.Fatal(err)
		}
	}
	c := LoadChecks(Main{Confd: "conf.d", Checksd: "checks.d"})
	want := []string{"dirlink conf.d/dirlink.d/a.yaml", "good conf.d/good.yaml", "linked conf.d/linked.yaml", "loop conf.d/loop.d/good.yaml"}
	if diff := cmp.Diff(want, sources(c)); diff != "" {
		t.Error(diff)
	}
	wantLoud := []string{
		"error: conf.d/gone.yaml: cannot be read: no such file or directory",
		`error: conf.d/gone.yaml: check "gone" has no module`,
		"error: conf.d/huge.yaml: cannot be read: it is larger than 4 MiB",
		`error: conf.d/huge.yaml: check "huge" has no module`,
		"error: conf.d/loop.yaml: cannot be read: too many levels of symbolic links",
		"error: conf.d/null.yaml: cannot be read: it is not a regular file",
		`error: conf.d/null.yaml: check "null" has no module`,
	}
	if diff := cmp.Diff(wantLoud, loud(c.Problems)); diff != "" {
		t.Error(diff)
	}
}

func TestFilesOfWindowsEditorsAreRead(t *testing.T) {
	utf16 := func(s string, high, low int) string {
		units := []byte{0xff, 0xfe}
		if high == 0 {
			units = []byte{0xfe, 0xff}
		}
		for _, r := range s {
			pair := [2]byte{}
			pair[high], pair[low] = byte(r>>8), byte(r)
			units = append(units, pair[0], pair[1])
		}
		return string(units)
	}
	text := "init_config:\r\ninstances:\r\n- name: Straße\r\n  min_collection_interval: x\r\n"
	for what, yaml := range map[string]string{
		"carriage returns": text, "a byte order mark": "\xef\xbb\xbf" + text, "UTF-16, little end first": utf16(text, 1, 0), "UTF-16, big end first": utf16(text, 0, 1),
	} {
		c := one(t, yaml)
		want := []string{`error: conf.d/demo.yaml:4:28: min_collection_interval "x" is not a number of seconds`}
		if diff := cmp.Diff(want, loud(c.Problems)); diff != "" {
			t.Errorf("%s: %s", what, diff)
		} else if got := c.Problems[0].Excerpt; got != "  min_collection_interval: x" {
			t.Errorf("%s: shows %q", what, got)
		}
	}
}

func TestInstanceConfigIsAlwaysAJSONObject(t *testing.T) {
	c := one(t, "init_config: {a: \"\\ud7ff\\u2028\", 1: .5}\ninstances:\n- {x: 'a\"b', y: \"\\0\", ~: [0x10, 1_0]}\n")
	for _, b := range [][]byte{c.Instances[0].Config, c.Instances[0].InitConfig} {
		var object map[string]any
		if err := json.Unmarshal(b, &object); err != nil {
			t.Errorf("%s: %v", b, err)
		}
	}
}

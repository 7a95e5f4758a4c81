package config

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestStackStateConfIsRead(t *testing.T) {
	tree(t, map[string]string{"etc/StackState.conf": `# StackState Agent
[Main]
; where to
dd_url: stackstate.example.com/stsAgent/
api_key = KEY ; of the team

  hostname: web.mydomain.com
tags: mytag, env:prod, role:database
check_freq: 20
additional_checksd: /opt/checks.d/, more
histogram_aggregates: max, count
histogram_percentiles: 0.5, 0.99
forwarder_timeout: 7
recent_point_threshold: 30
Skip_SSL_Validation: True
use_mount: no
proxy_host: p
empty:

[trace.sampler]
api_key: other
what is this
`})
	main, problems := testHost().loadMain("etc/StackState.conf")
	want := defaults()
	want.File, want.Confd, want.Checksd = "etc/StackState.conf", "etc/conf.d", "etc/checks.d"
	want.URL, want.APIKey, want.Hostname = "https://stackstate.example.com/stsAgent", "KEY", "web.mydomain.com"
	want.Tags, want.CheckInterval = []string{"env:prod", "mytag", "role:database"}, 20*time.Second
	want.AdditionalChecksd = []string{"/opt/checks.d", "etc/more"}
	want.HistogramAggregates, want.HistogramPercentiles = []string{"max", "count"}, []float64{0.5, 0.99}
	want.RecentPointThreshold = 30 * time.Second
	want.Outputs = []Output{{Kind: StackState, URL: want.URL, APIKey: "KEY", Timeout: 7 * time.Second, SkipSSLValidation: true}}
	if diff := cmp.Diff(want, main); diff != "" {
		t.Error(diff)
	}
	wantAll := []string{
		`note: etc/StackState.conf:16:1: the setting "use_mount" of the older agents has no effect here`,
		`note: etc/StackState.conf:17:1: the setting "proxy_host" of the older agents has no effect here`,
	}
	if diff := cmp.Diff(wantAll, all(problems)); diff != "" {
		t.Error(diff)
	}
}

func TestStackStateConfTakesOneKeyForEachURLOrManyForOne(t *testing.T) {
	for text, want := range map[string][][2]string{
		"dd_url: http://a\napi_key: K":              {{"http://a", "K"}},
		"sts_url: http://a\napi_key: K":             {{"http://a", "K"}},
		"url: http://a\napi_key: K":                 {{"http://a", "K"}},
		"dd_url: http://a\napi_key: K,L":            {{"http://a", "K"}, {"http://a", "L"}},
		"dd_url: http://a, b\napi_key: K, L":        {{"http://a", "K"}, {"https://b", "L"}},
		"dd_url: http://a, b\napi_key: K, L, M":     nil,
		"dd_url: http://a":                          nil,
		"api_key: K":                                nil,
		"hostname: h":                               nil,
		"dd_url: http://a\napi_key: K\nsts_url: b,": {{"https://b", "K"}},
	} {
		tree(t, map[string]string{"StackState.conf": "[Main]\n" + text + "\n"})
		main, problems := testHost().loadMain("StackState.conf")
		var got [][2]string
		for _, o := range main.Outputs {
			if o.Kind == StackState {
				got = append(got, [2]string{o.URL, o.APIKey})
			}
		}
		if diff := cmp.Diff(want, got); diff != "" || Errors(problems) != (want == nil) {
			t.Errorf("%q: %s, problems %v", text, diff, problems)
		}
	}
}

func TestAffirmativeStringsAreYesTrueAnd1(t *testing.T) {
	for value, want := range map[string]bool{
		"yes": true, "Yes": true, "TRUE": true, "1": true, "on": false, "no": false, "y": false, "2": false, "affirmative": false,
	} {
		tree(t, map[string]string{"a.conf": "[Main]\ndd_url: http://a\napi_key: K\nskip_ssl_validation: " + value + "\n"})
		main, problems := testHost().loadMain("a.conf")
		if main.Outputs[0].SkipSSLValidation != want || len(problems) > 0 {
			t.Errorf("%s: got %v, problems %v", value, main.Outputs, problems)
		}
	}
}

func TestMistakesInStackStateConf(t *testing.T) {
	path, err := filepath.Abs("testdata/stackstateconf.txt")
	if err != nil {
		t.Fatal(err)
	}
	tree(t, map[string]string{
		"a.conf": "dd_url: http://a\n[Main\n[Main]\n  check_freq = soon\njust words\ntags: a:b\n",
		"b.conf": "# nothing\n",
		"c.conf": "[Main]\ndd_url: http://a\n",
	})
	shown := ""
	for _, file := range []string{"a.conf", "b.conf", "c.conf"} {
		_, problems := testHost().loadMain(file)
		shown += explained(problems)
	}
	golden(t, path, shown)
}

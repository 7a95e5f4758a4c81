package config

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAnInstanceComesFromAFileOrFromPairs(t *testing.T) {
	type result struct{ config, init, source string }
	for _, c := range []struct {
		what string
		yaml string // "" is no file
		set  []string
		want []result
	}{
		{"nothing", "", nil, []result{{`{}`, `{}`, "command line"}}},
		{
			"pairs", "",
			[]string{"url=http://a", "timeout=5", "deep={a: [yes]}", "text='5'", "init_config.x=1.50", "empty="},
			[]result{{`{"url":"http://a","timeout":5,"deep":{"a":[true]},"text":"5","empty":null}`, `{"x":1.50}`, "command line"}},
		},
		{"any sign may stand in a value", "", []string{"a=@b: #c=d", "b=*", "c=- x", "d=%", "e=\t"}, []result{{`{"a":"@b: #c=d","b":"*","c":"- x","d":"%","e":"\t"}`, `{}`, "command line"}}},
		{"the later of two", "", []string{"a=1", "a=2"}, []result{{`{"a":2}`, `{}`, "command line"}}},
		{"a mapping is the instance", "# mine\nurl: a\ninit_config: b\n", nil, []result{{`{"url":"a","init_config":"b"}`, `{}`, "file.yaml:2"}}},
		{"an empty file is an empty instance", "#\n", nil, []result{{`{}`, `{}`, "file.yaml"}}},
		{"a file as in conf.d", "init_config: {a: 1}\ninstances:\n- b: 2\n- b: 3\n", nil, []result{{`{"b":2}`, `{"a":1}`, "file.yaml:3"}, {`{"b":3}`, `{"a":1}`, "file.yaml:4"}}},
		{
			"pairs go over the file", "init_config: {a: 1}\ninstances:\n- b: 2\n  c: 3\n- {}\n",
			[]string{"b=x", "init_config.a=y"},
			[]result{{`{"b":"x","c":3}`, `{"a":"y"}`, "file.yaml:3"}, {`{"b":"x"}`, `{"a":"y"}`, "file.yaml:5"}},
		},
		{"pairs change no other mapping of an anchor", "init_config: &a {x: 1}\ninstances: [*a]\n", []string{"x=2"}, []result{{`{"x":2}`, `{"x":1}`, "file.yaml:2"}}},
	} {
		t.Run(c.what, func(t *testing.T) {
			tree(t, map[string]string{"some/demo.wasm": ""})
			file := ""
			if c.yaml != "" {
				file = "file.yaml"
				grow(t, map[string]string{file: c.yaml})
			}
			instances, problems := LoadInstance(Main{}, "some/demo.wasm", file, c.set)
			if len(problems) > 0 {
				t.Error(problems)
			}
			var got []result
			for n, i := range instances {
				got = append(got, result{string(i.Config), string(i.InitConfig), i.Source})
				if i.Check != "demo" || i.Module != "some/demo.wasm" || i.Index != n || i.ID == "" || i.Interval != 15*time.Second {
					t.Errorf("got %+v", i)
				}
			}
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(result{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMistakesOfTheCommandLineNameTheFlag(t *testing.T) {
	for _, c := range []struct {
		module, file string
		set          []string
		want         []string
	}{
		{"demo.wasm", "", []string{"timeout", "=5", "a=[1", "min_collection_interval=-1", "n=.nan"}, []string{
			"error: --set timeout: this is not key=value",
			"error: --set : this is not key=value",
			"error: --set a:1:1: a list in [ ] goes wrong here",
			"error: --set min_collection_interval: min_collection_interval -1 is negative",
			"error: --set n: .nan is not a number that a check can be given",
		}},
		{"demo.wasm", "nowhere.yaml", nil, []string{"error: nowhere.yaml: cannot be read: no such file or directory"}},
		{"demo.wasm", "list.yaml", nil, []string{"error: list.yaml:1:1: " + needInstance}},
		{"demo.wasm", "empty.yaml", []string{"a=1"}, []string{"error: empty.yaml:2:12: " + needInstance}},
		{"nowhere.wasm", "", nil, []string{"error: nowhere.wasm: the module cannot be read: no such file or directory"}},
		{"folder", "", nil, []string{"error: folder: the module is not a regular file"}},
	} {
		tree(t, map[string]string{"demo.wasm": "", "folder/": "", "list.yaml": "- a\n", "empty.yaml": "init_config:\ninstances: []\n"})
		instances, problems := LoadInstance(Main{}, c.module, c.file, c.set)
		if diff := cmp.Diff(c.want, loud(problems)); diff != "" || len(instances) > 0 {
			t.Errorf("%s, instances %v", diff, instances)
		}
	}
}

func TestAFileOfAnInstanceAllowsDestinationsAsInConfD(t *testing.T) {
	tree(t, map[string]string{"demo.wasm": "", "file.yaml": "init_config:\ninstances: [{}]\nsandbox: {allow: [\"localhost:80\"]}\n"})
	instances, problems := LoadInstance(Main{}, "demo.wasm", "file.yaml", []string{"a=1"})
	if len(problems) > 0 || len(instances) != 1 || len(instances[0].Allow) != 1 || instances[0].Allow[0].String() != "localhost:80" {
		t.Errorf("got %+v, %v", instances, problems)
	}
}

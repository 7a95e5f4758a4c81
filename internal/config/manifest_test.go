package config

import "testing"

func TestAManifestIsReadAsJSON(t *testing.T) {
	tree(t, map[string]string{"m.yaml": "name: demo\nabi: check/v1\nstateful: yes\n"})
	got, problems := ReadManifest("m.yaml")
	if want := `{"name":"demo","abi":"check/v1","stateful":true}`; string(got) != want || len(problems) != 0 {
		t.Errorf("got %s, problems %v; want %s", got, problems, want)
	}
}

func TestABadManifestIsAProblemAtItsPlace(t *testing.T) {
	for text, want := range map[string]string{
		"":                     "error: m.yaml: a manifest is a mapping",
		"- name: demo\n":       "error: m.yaml: a manifest is a mapping",
		"name: a\n\tabi: b\n":  "error: m.yaml:2:1: " + tabsSentence,
		"name: *missing\n":     "",
		"a: &a [1]\nb: {<<: 1": "",
	} {
		tree(t, map[string]string{"m.yaml": text})
		got, problems := ReadManifest("m.yaml")
		if got != nil || !Errors(problems) {
			t.Errorf("%q: got %s, problems %v", text, got, problems)
		}
		if told := loud(problems); want != "" && told[0] != want {
			t.Errorf("%q: got %q, want %q", text, told[0], want)
		}
	}
}

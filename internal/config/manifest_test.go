package config

import "testing"

func TestAManifestIsReadAsJSON(t *testing.T) {
	tree(t, map[string]string{"m.yaml": "name: demo\nabi: check/v1\nstateful: yes\n"})
	got, problems := ReadManifest("m.yaml", []string{"name", "abi", "stateful"})
	if want := `{"name":"demo","abi":"check/v1","stateful":true}`; string(got.JSON) != want || len(problems) != 0 {
		t.Errorf("got %s, problems %v; want %s", got.JSON, problems, want)
	}
	for key, want := range map[string]string{
		"abi": "error: m.yaml:2:6: no such version", "version": "error: m.yaml: no such version",
	} {
		p := got.Mistake(key, "no such version", "write another")
		if told := p.Severity.String() + ": " + p.String(); told != want || p.Hint != "write another" {
			t.Errorf("%s: got %s, hint %s; want %s", key, told, p.Hint, want)
		}
	}
}

func TestABadManifestIsAProblemAtItsPlace(t *testing.T) {
	for text, want := range map[string]string{
		"":                     "error: m.yaml: a manifest is a mapping",
		"- name: demo\n":       "error: m.yaml: a manifest is a mapping",
		"name: a\n\tabi: b\n":  "error: m.yaml:2:1: " + tabsSentence,
		"name: a\nabbi: b\n":   `error: m.yaml:2:1: a manifest has no key "abbi"`,
		"name: *missing\n":     "",
		"a: &a [1]\nb: {<<: 1": "",
	} {
		tree(t, map[string]string{"m.yaml": text})
		got, problems := ReadManifest("m.yaml", []string{"name", "abi", "a", "b"})
		if got.JSON != nil || !Errors(problems) {
			t.Errorf("%q: got %s, problems %v", text, got.JSON, problems)
		}
		if told := loud(problems); want != "" && told[0] != want {
			t.Errorf("%q: got %q, want %q", text, told[0], want)
		}
	}
}

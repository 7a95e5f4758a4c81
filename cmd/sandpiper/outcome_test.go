package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schema is the one of what check --json prints.
func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile(filepath.Join("..", "..", "docs", "check.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCheckJSONKeepsItsSchema(t *testing.T) {
	s := schema(t)
	for name, calls := range map[string]string{
		"nothing": "",
		"fails":   `fail("ConnectionError", "Connection refused.", "")`,
		"traps":   `gauge("demo.load", 1, [], "", "", 0)` + "\ntrap",
		"rates":   `rate("demo.bytes", 100, [], "", "", 0)`,
	} {
		t.Run(name, func(t *testing.T) {
			valid(t, s, call(t, "check", moduleOf(t, calls+"\n"), "--json", "--times", "2", "--pause", "1ms"), 2)
		})
	}
	t.Run("everything", func(t *testing.T) {
		got := call(t, "check", module(t, "everything.calls"), "--json")
		valid(t, s, got, 1)
		for _, part := range []string{"demo.load", "device_name", "Title", "can_connect", "externalId", `"version": "2.1"`, `"critical"`, "nearly full", `"fuel": `, `"bytes_in": 0`} {
			if !strings.Contains(got.stdout, part) {
				t.Errorf("%s is not in it", part)
			}
		}
		if strings.Contains(got.stdout, "secret") {
			t.Error("the API key of an event is in it")
		}
	})
}

func TestTheSchemaRefusesWhatIsWrong(t *testing.T) {
	s := schema(t)
	good := call(t, "check", moduleOf(t, `gauge("demo.load", 1, [], "", "", 0)`+"\n"), "--json").stdout
	for from, to := range map[string]string{
		`"status": "ok"`: `"status": "OK"`, `"error": null`: `"error": "none"`, `"warnings": []`: `"warnings": null`,
		`"type": "gauge"`: `"type": "counter"`, `"wall_ms"`: `"wall"`, `"fuel": `: `"fuel": null, "more": `, `"instance": 0`: `"instance": -1`,
		`"tags": []`: `"tags": [1]`, `"hostname": "web-1"`: `"host": "web-1"`,
	} {
		bad := strings.Replace(good, from, to, 1)
		if bad == good {
			t.Fatalf("%s is not in %s", from, good)
		}
		if err := s.Validate(decoded(t, bad)); err == nil {
			t.Errorf("%s passes", to)
		}
	}
}

// valid holds what a call printed against the schema, and wants so many runs.
func valid(t *testing.T, s *jsonschema.Schema, c called, runs int) {
	t.Helper()
	list, ok := decoded(t, c.stdout).([]any)
	if !ok || len(list) != runs {
		t.Fatalf("got %s, want a list of %d runs", c.stdout, runs)
	}
	if err := s.Validate(list); err != nil {
		t.Errorf("%v\n%s", err, c.stdout)
	}
}

func decoded(t *testing.T, text string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in:\n%s", err, text)
	}
	return v
}

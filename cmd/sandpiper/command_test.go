package main

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/spf13/cobra"
)

// commands are all that a user may call, but for those that cobra adds.
func commands() []*cobra.Command {
	root := new(app).command()
	return append([]*cobra.Command{root}, root.Commands()...)
}

func TestEveryCommandHasHelpWithExamplesThatParse(t *testing.T) {
	for _, c := range commands() {
		if c.Short == "" || c.Long == "" || c.Example == "" {
			t.Errorf("%s lacks help", c.Name())
		}
		for line := range strings.Lines(c.Example) {
			words := strings.Fields(line)
			if len(words) < 2 || words[0] != "sandpiper" {
				t.Errorf("%s is no example", line)
				continue
			}
			if c.HasParent() && words[1] != c.Name() {
				t.Errorf("%s is an example of %s", line, c.Name())
			}
			if !c.HasParent() {
				continue // its examples have remarks
			}
			fresh, args, err := new(app).command().Find(words[1:])
			if err == nil {
				err = fresh.ParseFlags(args)
			}
			if err == nil {
				err = fresh.ValidateArgs(fresh.Flags().Args())
			}
			if err != nil {
				t.Errorf("%s: %v", line, err)
			}
		}
	}
}

func TestAWrongCallIsToldWithAHintAndExitCode2(t *testing.T) {
	t.Chdir(t.TempDir())
	for line, want := range map[string]string{
		"completion":                         "sandpiper completion needs a shell that it knows",
		"completion tcsh":                    "sandpiper completion needs a shell that it knows",
		"completion bash zsh":                `sandpiper completion bash has no use for "zsh"`,
		"check hello --set timeout":          "--set timeout: this is not key=value",
		"check hello --set =3":               "--set =3: this is not key=value",
		"check hello --instance x":           `invalid argument "x" for "-i, --instance" flag: write a whole number, 0 or more`,
		"check hello --instance -1":          `invalid argument "-1" for "-i, --instance" flag: write a whole number, 0 or more`,
		"check hello --times 0":              `invalid argument "0" for "-t, --times" flag: write a whole number, 1 or more`,
		"check hello --times many":           `invalid argument "many" for "-t, --times" flag: write a whole number, 1 or more`,
		"check hello --format xml":           `invalid argument "xml" for "--format" flag: use text, json, prometheus, influx or nagios`,
		"check hello --json --format nagios": "--json is short for --format json, and --format is nagios",
	} {
		got := call(t, strings.Fields(line)...)
		if got.code != misused || !strings.HasPrefix(got.stderr, "error: "+want+"\nhint: ") || strings.Count(got.stderr, "\n") != 2 || got.stdout != "" {
			t.Errorf("%s: got %d, %s%s", line, got.code, got.stdout, got.stderr)
		}
	}
}

func TestPackKnowsEveryKeyOfAManifest(t *testing.T) {
	var tags []string
	for field := range reflect.TypeFor[runtime.Manifest]().Fields() {
		key, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		tags = append(tags, key)
	}
	if !slices.Equal(tags, manifestKeys()) {
		t.Errorf("a manifest has %q, pack knows %q", tags, manifestKeys())
	}
}

func TestHelpFitsATerminal(t *testing.T) {
	for _, c := range commands() {
		for line := range strings.Lines(c.Long + "\n" + c.Example) {
			if len([]rune(line)) > 90 {
				t.Errorf("%s: %s", c.Name(), line)
			}
		}
	}
}

func TestATimeIsSecondsOrADuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"2": 2 * time.Second, "0.5": 500 * time.Millisecond, "0": 0, "500ms": 500 * time.Millisecond, "1m": time.Minute,
		"": -1, "-1": -1, "-1s": -1, "soon": -1, "NaN": -1, "Inf": -1, "1e99": -1,
	} {
		var d span
		err := d.Set(text)
		if (err != nil) != (want < 0) || err == nil && time.Duration(d) != want {
			t.Errorf("%q: got %s, %v", text, &d, err)
		}
	}
}

func TestAnErrorIsToldInTwoLinesAndOnce(t *testing.T) {
	for _, c := range []struct {
		err  error
		code int
		want string
	}{
		{nil, 0, ""},
		{errors.New("reading x: EOF"), 1, "error: reading x: EOF\n"},
		{errors.Join(errors.New("one"), errors.New("two")), 1, "error: one; two\n"},
		{misuse("do this", "wrong %s", "way\x1b"), 2, "error: wrong way\\x1b\nhint: do this\n"},
		{fmt.Errorf("wrapped: %w", misuse("", "wrong")), 2, "error: wrong\n"},
		{told(3), 3, ""},
	} {
		var stderr bytes.Buffer
		a := &app{stderr: &stderr}
		if code := a.exitCode(c.err); code != c.code || stderr.String() != c.want {
			t.Errorf("%v: got %d, %q; want %d, %q", c.err, code, &stderr, c.code, c.want)
		}
	}
}

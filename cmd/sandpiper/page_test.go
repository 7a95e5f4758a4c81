package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	command  = regexp.MustCompile("(?m)^ {4}(sandpiper .+)$|`(sandpiper [^`]+)`")
	block    = regexp.MustCompile("(?ms)^( *)```(?:yaml|python|js|ts)\\n(.*?)^ *```")
	typed    = regexp.MustCompile(`(?m)^(?:\[\w+\] )?(?:! )?exec (sandpiper .+)$|^start \w+ (.+)$`)
	capitals = regexp.MustCompile(`\b[A-Z]{2,}\b`)
)

// What the page for those who bring checks tells them to type, and to write, is
// typed and written by the scripts of this package. A word in capitals stands
// for a name.
func TestWhatThePageOfScriptsTellsToTypeIsTyped(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "docs", "scripts.md"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var calls, scripts strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		scripts.Write(text)
		for _, m := range typed.FindAllSubmatch(text, -1) {
			if len(m[2]) > 0 {
				m[1] = append([]byte("sandpiper "), m[2]...)
			}
			calls.Write(append(m[1], '\n'))
		}
	}
	commands := command.FindAllStringSubmatch(string(page), -1)
	blocks := block.FindAllStringSubmatch(string(page), -1)
	if len(commands) < 8 || len(blocks) < 3 {
		t.Errorf("the page has %d commands and %d blocks", len(commands), len(blocks))
	}
	for _, m := range commands {
		line := m[1] + m[2]
		like := capitals.ReplaceAllString(regexp.QuoteMeta(line), `[\w/]+`)
		if !regexp.MustCompile(`(?m)^` + like + `(?: |$)`).MatchString(calls.String()) {
			t.Errorf("no script types %s", line)
		}
	}
	for _, m := range blocks {
		text := regexp.MustCompile(`(?m)^`+m[1]).ReplaceAllString(m[2], "")
		if !strings.Contains(scripts.String(), text) {
			t.Errorf("no script has\n%s", text)
		}
	}
}

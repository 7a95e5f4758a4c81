package config

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// readOld reads the settings of the older agents, an ini file:
//
//	[Main]
//	# the whole line is a comment, as with ;
//	dd_url: https://stackstate.example.com/stsAgent
//	api_key = K ; so is this, after a space
//
// Its sections other than Main, and the keys that have no counterpart, are
// passed over, so that an agent can start from the file that is there.
func (s *settings) readOld(path string) {
	text, err := readText(path)
	d := newDocument(path, "", text)
	if err != nil {
		s.documents = append(s.documents, d)
		d.unreadable(err, noSettings)
		return
	}
	s.parseOld(d)
}

func (s *settings) parseOld(d *document) {
	s.documents = append(s.documents, d)
	known := s.byName()
	section := ""
	for i, line := range d.lines {
		content := strings.TrimSpace(line)
		if content == "" || content[0] == '#' || content[0] == ';' {
			continue
		}
		column := 1 + len([]rune(line[:strings.Index(line, content)]))
		if content[0] == '[' {
			name, _, closed := strings.Cut(content[1:], "]")
			if !closed {
				d.at(Error, i+1, column, `a section without "]"`, "write [Main]")
			}
			section = strings.TrimSpace(name)
			continue
		}
		separator := strings.IndexAny(content, ":=")
		switch {
		case section == "":
			d.at(Error, i+1, column, "a line before the first section", "put the line [Main] above it")
			continue
		case !strings.EqualFold(section, "Main"):
			continue
		case separator < 0:
			d.at(Error, i+1, column, "neither a section nor a setting", `write "key: value", or # before a comment`)
			continue
		}
		key := strings.ToLower(strings.TrimSpace(content[:separator]))
		raw := content[separator+1:]
		if comment := strings.Index(raw, " ;"); comment >= 0 {
			raw = raw[:comment]
		}
		value := strings.TrimSpace(raw)
		n := &yaml.Node{
			Kind: yaml.ScalarNode, Value: value, Line: i + 1,
			Column: column + len([]rune(content[:separator+1])) + len([]rune(raw)) - len([]rune(strings.TrimLeft(raw, " \t"))),
		}
		if value == "" || value == `""` {
			continue
		}
		t, ok := known[key]
		if !ok {
			d.at(Note, i+1, column, fmt.Sprintf("the setting %s of the older agents has no effect here", quote(key)), "")
			continue
		}
		if key == "skip_ssl_validation" {
			n.Value = "no" // whatever else it says, as ever
			if affirmative(value) {
				n.Value = "yes"
			}
		}
		t.read(d, key, n)
	}
	if section == "" && d.valid() {
		d.at(Error, 0, 0, "there is no section [Main]", "put the line [Main] above the settings")
	}
}

// affirmative reports what the older agents took for a yes.
func affirmative(s string) bool {
	s = strings.ToLower(s)
	return s == "yes" || s == "true" || s == "1"
}

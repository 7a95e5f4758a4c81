package sandpiper

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/internal/abi"
)

// Instance decodes the instance that this run is for, one entry under
// instances:, into the struct that into points to, as encoding/json does: what
// a field holds before is its default, and stays where the key is missing or
// null. A key that the struct does not have is none of its business. A number in
// quotes is a number where the struct wants one. A key of required that is
// missing or null is an error.
//
// The error is a [*ConfigError].
func (c *Check) Instance(into any, required ...string) error {
	return c.config("instance", abi.SectionInstance, into, required)
}

// InitConfig decodes the file's init_config, which all instances share, as
// [Check.Instance] does the instance.
func (c *Check) InitConfig(into any, required ...string) error {
	return c.config("init_config", abi.SectionInitConfig, into, required)
}

// ConfigError is a mistake in the configuration. Its kind is
// "ConfigurationError".
type ConfigError struct {
	Section string // instance or init_config
	Key     string // as a.b.c; empty where the mistake is not in one key
	Reason  string // such as "is a text, want a number"
}

func (e *ConfigError) Error() string {
	if e.Key == "" {
		return e.Section + ": " + e.Reason
	}
	return e.Section + ": " + e.Key + " " + e.Reason
}

// Kind returns the name under which the agent shows the error.
func (e *ConfigError) Kind() string { return "ConfigurationError" }

func (c *Check) config(section string, number int32, into any, required []string) error {
	document, answer := c.readConfig(number)
	if answer < 0 {
		return &ConfigError{Section: section, Reason: c.reason(-answer)}
	}
	if len(required) > 0 {
		var keys map[string]json.RawMessage
		if err := json.Unmarshal(document, &keys); err != nil {
			return configError(section, err)
		}
		for _, key := range required {
			if value, ok := keys[key]; !ok || string(value) == "null" {
				return &ConfigError{section, key, "is missing"}
			}
		}
	}
	if err := decode(document, into); err != nil {
		return configError(section, err)
	}
	return nil
}

// decode is json.Unmarshal but for texts where numbers are wanted: one that
// holds a number is taken for it, as files written for older agents expect,
// whose checks convert what they read.
func decode(document []byte, into any) error {
	for {
		err := json.Unmarshal(document, into)
		var mismatch *json.UnmarshalTypeError
		if !errors.As(err, &mismatch) || mismatch.Value != "string" || !isNumber(mismatch.Type) {
			return err
		}
		before, text, ok := lastText(document[:mismatch.Offset])
		number := bytes.TrimSpace(text)
		if !ok || len(number) == 0 || number[0] > '9' || !json.Valid(number) { // all else that is valid begins with a letter or bracket
			return err
		}
		document = slices.Concat(before, number, document[mismatch.Offset:])
	}
}

// lastText cuts off the text that a document ends with, unless it has a quote in it.
func lastText(document []byte) (before, text []byte, ok bool) {
	unended, ok := bytes.CutSuffix(document, []byte(`"`))
	begin := bytes.LastIndexByte(unended, '"')
	if !ok || begin < 0 || bytes.HasSuffix(unended[:begin], []byte(`\`)) {
		return nil, nil, false
	}
	return unended[:begin], unended[begin+1:], true
}

func isNumber(t reflect.Type) bool { return t.Kind() >= reflect.Int && t.Kind() <= reflect.Float64 }

func (c *Check) readConfig(section int32) ([]byte, int32) {
	return read(1024, func(buffer []byte) int32 { return c.host.Config(section, buffer) })
}

// configError says an error of encoding/json in the words of a YAML file.
func configError(section string, err error) error {
	var mismatch *json.UnmarshalTypeError
	if !errors.As(err, &mismatch) {
		return &ConfigError{Section: section, Reason: strings.TrimPrefix(err.Error(), "json: ")}
	}
	return &ConfigError{section, mismatch.Field, "is " + given(mismatch.Value) + ", want " + wanted(mismatch.Type)}
}

func given(value string) string {
	switch value {
	case "string":
		return "a text"
	case "number":
		return "a number"
	case "bool":
		return "true or false"
	case "array":
		return "a list"
	case "object":
		return "a mapping"
	}
	return strings.TrimPrefix(value, "number ")
}

func wanted(t reflect.Type) string {
	switch kind := t.Kind(); {
	case kind == reflect.String:
		return "a text"
	case kind == reflect.Bool:
		return "true or false"
	case kind == reflect.Float32 || kind == reflect.Float64:
		return "a number"
	case kind >= reflect.Int && kind <= reflect.Uintptr:
		return "a whole number that fits into " + kind.String()
	case slices.Contains([]reflect.Kind{reflect.Slice, reflect.Array}, kind):
		return "a list"
	case slices.Contains([]reflect.Kind{reflect.Map, reflect.Struct}, kind):
		return "a mapping"
	}
	return t.String()
}

type agentInfo struct {
	Hostname string `json:"hostname"`
	Version  string `json:"version"`
	Check    string `json:"check"`
}

func (c *Check) info() *agentInfo {
	if c.agent == nil {
		c.agent = new(agentInfo)
		document, answer := c.readConfig(abi.SectionAgent)
		if answer >= 0 && json.Unmarshal(document, c.agent) != nil {
			panic("sandpiper: the agent describes itself as " + string(document))
		}
	}
	return c.agent
}

// Hostname returns the name of the agent's host.
func (c *Check) Hostname() string { return c.info().Hostname }

// Name returns the name of the check: that of its file under conf.d.
func (c *Check) Name() string { return c.info().Check }

// AgentVersion returns the version of the agent.
func (c *Check) AgentVersion() string { return c.info().Version }

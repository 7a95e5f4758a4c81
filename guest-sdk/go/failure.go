package sandpiper

import (
	"errors"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/internal/abi"
)

// failure is how a run went wrong.
type failure struct{ kind, message, traceback string }

// guard calls check and catches its panic.
func (c *Check) guard(check func(*Check) error) (f *failure) {
	defer func() {
		if value := recover(); value != nil {
			stack := make([]byte, abi.MaxTextBytes)
			stack = stack[:runtime.Stack(stack, false)]
			f = &failure{kind: "panic", message: panicText(value), traceback: string(stack)}
		}
	}()
	if err := check(c); err != nil {
		return &failure{kind: kindOf(err), message: err.Error()}
	}
	return nil
}

// panicText is what was given to panic. It does without fmt, which would add a
// tenth to the smallest module.
func panicText(value any) string {
	switch value := value.(type) {
	case error:
		return value.Error()
	case interface{ String() string }:
		return value.String()
	case string:
		return value
	case int:
		return strconv.Itoa(value)
	}
	return "a value of type " + reflect.TypeOf(value).String()
}

// kindOf names an error: by the Kind method of the first in its chain that has
// one, else by the first type that says more than that it is an error.
func kindOf(err error) string {
	type kind interface {
		error
		Kind() string
	}
	if named, ok := errors.AsType[kind](err); ok {
		return named.Kind()
	}
	for err != nil {
		t := reflect.TypeOf(err)
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if name := t.Name(); name != "" && t.PkgPath() != "errors" && t.PkgPath() != "fmt" {
			return name
		}
		switch wrapper := err.(type) {
		case interface{ Unwrap() error }:
			err = wrapper.Unwrap()
		case interface{ Unwrap() []error }:
			err = wrapper.Unwrap()[0]
		default:
			err = nil
		}
	}
	return "Error"
}

// clean makes s a text that the agent takes, where a part is better than
// nothing: valid UTF-8, and not too long.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if len(s) <= abi.MaxTextBytes {
		return s
	}
	end := abi.MaxTextBytes
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

package sandpiper

import (
	"encoding/json"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/internal/abi"
)

// State is kept by the agent between the runs of an instance; nothing in the
// module's memory is. It takes effect when the run has ended well, so that a
// run that fails is as if it had not been.

// StateGet reads the value that this run or an earlier one kept under key, and
// reports whether there is one. into is a *[]byte, or what encoding/json is to
// decode into; it stays as it is where there is none.
//
// The error is a [*RefusedError], or that of encoding/json.
func (c *Check) StateGet(key string, into any) (bool, error) {
	value, answer := read(1024, func(buffer []byte) int32 { return c.host.StateGet(key, buffer) })
	if answer == -abi.Missing {
		return false, nil
	}
	what := "reading the state " + key
	if answer < 0 {
		return false, c.refusal(what, answer)
	}
	if raw, ok := into.(*[]byte); ok {
		*raw = value
		return true, nil
	}
	if err := json.Unmarshal(value, into); err != nil {
		return false, wrap(what, err)
	}
	return true, nil
}

// StateSet keeps a value under key: a []byte as it is, anything else as JSON.
//
// The error is a [*RefusedError], or that of encoding/json.
func (c *Check) StateSet(key string, value any) error {
	what := "keeping the state " + key
	raw, ok := value.([]byte)
	if !ok {
		var err error
		if raw, err = json.Marshal(value); err != nil {
			return wrap(what, err)
		}
	}
	return c.refusal(what, c.host.StateSet(key, string(raw)))
}

// StateDelete forgets the value under key; it is no error when there is none.
func (c *Check) StateDelete(key string) error {
	return c.refusal("forgetting the state "+key, c.host.StateDelete(key))
}

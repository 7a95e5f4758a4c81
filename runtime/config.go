package runtime

import (
	"encoding/json"
	"slices"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
)

// config tells a part of the configuration.
func (r *run) config(section int32, to buffer) reply {
	switch section {
	case abi.SectionInstance:
		return to.put(r.instance.Config)
	case abi.SectionInitConfig:
		return to.put(r.instance.InitConfig)
	case abi.SectionAgent:
		return to.put(r.agent())
	}
	return r.refuse(abi.BadValue, "section %d is unknown", section)
}

func (r *run) agent() []byte {
	b, err := json.Marshal(struct {
		Hostname string `json:"hostname"`
		Version  string `json:"version"`
		Check    string `json:"check"`
		Instance string `json:"instance"`
		Main     bool   `json:"main,omitempty"`
	}{r.runtime.options.Hostname, r.runtime.options.Version, r.instance.Check, string(r.instance.ID), r.instance.Main})
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return b
}

// script tells the file name of a script, a zero, and its text.
func (r *run) script(to buffer) reply {
	if r.interprets.File == "" {
		return r.refuse(abi.Missing, "there is no script")
	}
	return to.put(slices.Concat([]byte(r.interprets.File), []byte{0}, r.interprets.Text))
}

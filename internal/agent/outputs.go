package agent

import (
	"fmt"
	"os"
	"slices"

	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/sandpiper-checks/sandpiper/internal/forwarder"
)

// openOutputs makes the outputs that the settings name, except the console,
// which is a person's and not delivered to.
func openOutputs(main config.Main, version string) ([]forwarder.Output, error) {
	var outputs []forwarder.Output
	for _, o := range main.Outputs {
		switch o.Kind {
		case config.Console:
		case config.JSONL:
			if o.Path == "-" {
				outputs = append(outputs, forwarder.NewJSONLStream(os.Stdout))
			} else {
				outputs = append(outputs, forwarder.NewJSONLFile(o.Path))
			}
		case config.StackState:
			output, err := forwarder.NewStackState(forwarder.StackStateOptions{
				URL: o.URL, APIKey: o.APIKey, Version: version, Timeout: o.Timeout, SkipSSLValidation: o.SkipSSLValidation,
			})
			if err != nil {
				return nil, err
			}
			outputs = append(outputs, output)
		default:
			panic(fmt.Sprintf("BUG: output kind %q", o.Kind))
		}
	}
	return outputs, nil
}

// nameOutputs returns the names of all outputs, in the order of the settings.
func (a *Agent) nameOutputs() (names []string) {
	delivered := a.forwarder.Names()
	for _, o := range a.options.Main.Outputs {
		if o.Kind == config.Console {
			names = append(names, config.Console)
		} else {
			names, delivered = append(names, delivered[0]), delivered[1:]
		}
	}
	return names
}

// Outputs are the names of the outputs, the console among them.
func (a *Agent) Outputs() []string { return slices.Clone(a.outputs) }

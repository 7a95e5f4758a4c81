//go:build !noscripts

package python_test

import (
	"fmt"
	"testing"
)

// The agents have called constructors in several ways, and checks have
// constructors for each.
func TestConstructorsOfEveryFormGetWhatTheyTake(t *testing.T) {
	const old, later = "from checks import AgentCheck", "from datadog_checks.base import AgentCheck"
	for _, c := range []struct{ name, class, parameters, passed string }{
		{"four", old, "name, init_config, agentConfig, instances=None", "name, init_config, agentConfig, instances"},
		{"before there were instances", old, "name, init_config, agentConfig", "name, init_config, agentConfig"},
		{"any", old, "*args, **kwargs", "*args, **kwargs"},
		{"two and any name", old, "name, init_config, **kwargs", "name, init_config, **kwargs"},
		{"instances third, of the class by its old name", old, "name, init_config, instances", "name, init_config, instances"},
		{"instances third", later, "name, init_config, instances", "name, init_config, instances"},
		{"instances third, with a default", later, "name, init_config=None, instances=None", "name, init_config, instances"},
		{"agentConfig third", later, "name, init_config, agentConfig, instances=None", "name, init_config, agentConfig, instances"},
		{"any, of the later class", later, "*args, **kwargs", "*args, **kwargs"},
		{"two and any name, of the later class", later, "name, init_config, **kwargs", "name, init_config, **kwargs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := fmt.Sprintf(`%s

class C(AgentCheck):
    def __init__(self, %s):
        AgentCheck.__init__(self, %s)

    def check(self, instance):
        assert self.name == "test" and self.init_config == {}, (self.name, self.init_config)
        assert self.instances == [instance] and instance["a"] == 1, self.instances
        self.gauge("made", 1)
`, c.class, c.parameters, c.passed)
			if result := run(t, script(t, text), `{"a": 1}`); result.Fault != nil || len(result.Samples) != 1 {
				t.Errorf("%v\n%+v", result.Fault, result.Samples)
			}
		})
	}
}

//go:build !noscripts

package javascript

import (
	"encoding/json"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// Strip returns the JavaScript that a text in TypeScript is without its types,
// with what can fail on the line that it had. What does not parse becomes a
// text that throws, on its line, the SyntaxError that says why. A hostile text
// can take any time, and all of the stack.
func Strip(text []byte) []byte {
	result := api.Transform(string(text), api.TransformOptions{
		Loader: api.LoaderTS, Target: api.ES2023, LegalComments: api.LegalCommentsNone,
		// All in one line, but for templates: lines are for relined to make.
		MinifyWhitespace: true,
		Sourcemap:        api.SourceMapExternal, SourcesContent: api.SourcesContentExclude,
	})
	if len(result.Errors) > 0 {
		return throws(result.Errors[0])
	}
	var sources struct {
		Mappings string `json:"mappings"`
	}
	if err := json.Unmarshal(result.Map, &sources); err != nil {
		panic("BUG: " + err.Error()) // the map was made a moment ago
	}
	return relined(result.Code, sources.Mappings)
}

func throws(m api.Message) []byte {
	reason, err := json.Marshal(m.Text)
	if err != nil {
		panic("BUG: " + err.Error()) // every string is JSON
	}
	line := 1
	if m.Location != nil {
		line = m.Location.Line
	}
	return []byte(strings.Repeat("\n", line-1) + "throw new SyntaxError(" + string(reason) + ")\n")
}

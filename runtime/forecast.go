package runtime

import (
	"crypto/sha256"
	"encoding/hex"
)

// Forecast is what it will take to prepare a module.
type Forecast struct {
	// Kept says that the cache holds what would be made of it, so that it takes
	// milliseconds, or that there is nothing to be made.
	Kept bool
	// Bytes are those of what is compiled: of a script, its interpreter.
	Bytes int
}

// Forecast says what it will take to prepare a module, so that who prepares
// many can begin with the least. It reads the file and compiles nothing.
func (rt *Runtime) Forecast(path string) Forecast {
	b, err := readFile(path, rt.options.Caps)
	if err != nil {
		return Forecast{Kept: true}
	}
	script, isScript, err := scriptOf(path, b, rt.options.Interpreters)
	switch {
	case err != nil:
		return Forecast{Kept: true}
	case isScript:
		interpreter := shared(rt, rt.scripted, extension(script.File))
		interpreter.ask(rt, extension(script.File))
		return interpreter.forecast
	}
	return rt.forecast(b)
}

func (rt *Runtime) forecast(b []byte) Forecast {
	digest := sha256.Sum256(b)
	return Forecast{Kept: rt.sandbox.Keeps(hex.EncodeToString(digest[:])), Bytes: len(b)}
}

// ask has an interpreter made, once, for the forecast as for what is compiled.
func (l *loading) ask(rt *Runtime, extension string) {
	l.asking.Do(func() {
		l.wasm = made(rt.options.Interpreters[extension])
		l.forecast = rt.forecast(l.wasm)
	})
}

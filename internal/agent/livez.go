package agent

import (
	"errors"
	"fmt"
	"net"
	"net/http"
)

// listenLoopback answers /livez at the configured loopback address, so that
// others can see that the agent lives, and returns what ends that. When the
// address cannot be had the agent says so and works without.
func (a *Agent) listenLoopback() (stop func()) {
	address := a.options.Main.Listen
	if address == "" {
		return func() {}
	}
	listener, err := net.Listen("tcp", address)
	if err == nil && !listener.Addr().(*net.TCPAddr).IP.IsLoopback() {
		err = errors.Join(fmt.Errorf("%s is not a loopback address", address), listener.Close())
	}
	if err != nil {
		a.options.Log.Error("the agent's own page /livez is not served", "error", err,
			"hint", "set listen to a free loopback address, or to off")
		return func() {}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "ok")
	})
	serve(listener, mux)
	return func() { _ = listener.Close() }
}

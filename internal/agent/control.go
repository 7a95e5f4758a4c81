package agent

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/sandpiper-checks/sandpiper/internal/config"
)

// ErrNotRunning says that no agent answers at the place where the settings
// would put it.
var ErrNotRunning = errors.New("no agent is running")

// ErrRunning says that an agent with these settings is already there.
var ErrRunning = errors.New("an agent is already running")

// ErrNotASocket says that something else stands where the socket is to be.
var ErrNotASocket = errors.New("is not a socket, and is left as it is")

// ErrNoAnswer says that an agent is there and does not answer.
var ErrNoAnswer = errors.New("the agent does not answer")

// controlTimeout bounds a question to an agent on this machine.
const controlTimeout = 5 * time.Second

// door is where an agent can be asked. How one is found and kept for the
// agent's own user differs between systems.
type door struct {
	Network string `json:"network"`
	Address string `json:"address"`
	Token   string `json:"token"` // that a question must bear; empty: none
}

// serveControl answers what other commands ask of a running agent, until the
// listener is closed.
func (a *Agent) serveControl(l net.Listener, token string) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /info", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(a.Info()) // an error: whoever asked has gone
	})
	serve(l, guard(token, mux))
}

// guard lets only those through who know the token.
func guard(token string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte(token)) != 1 {
			http.Error(w, "the token is wrong", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func serve(l net.Listener, handler http.Handler) {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: controlTimeout}
	go func() { _ = server.Serve(l) }() // ends when the listener is closed
}

// Ask asks the agent that runs with these settings what it knows. Without one
// the error is ErrNotRunning.
func Ask(ctx context.Context, main config.Main) (Info, error) {
	d, err := findDoor(main)
	if err != nil {
		return Info{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, controlTimeout)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, d.Network, d.Address)
	if err != nil {
		return Info{}, fmt.Errorf("%w at %s", ErrNotRunning, d.Address)
	}
	_ = conn.Close()

	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://agent/info", nil)
	if err != nil {
		return Info{}, err
	}
	request.Header.Set("Authorization", d.Token)
	response, err := (&http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, d.Network, d.Address)
		},
	}}).Do(request)
	if errors.Is(err, context.DeadlineExceeded) {
		return Info{}, fmt.Errorf("%w at %s within %v", ErrNoAnswer, d.Address, controlTimeout)
	}
	if err != nil {
		return Info{}, fmt.Errorf("asking the agent: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return Info{}, fmt.Errorf("asking the agent: it answered %s", response.Status)
	}
	var info Info
	if err := json.NewDecoder(response.Body).Decode(&info); err != nil {
		return Info{}, fmt.Errorf("asking the agent: %w", err)
	}
	return info, nil
}

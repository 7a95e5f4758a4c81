package config

import "testing"

func TestAMisspeltWordIsRecognised(t *testing.T) {
	known := []string{"http", "cmdb", "hello", "check_interval", "ntp"}
	for word, want := range map[string]string{
		"htp": "http", "htpt": "http", "HTTP": "http", "helo": "hello", "check-interval": "check_interval", "check_intervall": "check_interval",
		"cdmb": "cmdb", "redis": "", "x": "", "": "", "nginx": "",
	} {
		if got := nearest(word, known); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}

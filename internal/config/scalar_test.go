package config

import "testing"

func TestScalarsMeanWhatTheOlderAgentsRead(t *testing.T) {
	for _, c := range []struct{ yaml, json string }{
		{"yes", "true"},
		{"Yes", "true"},
		{"on", "true"},
		{"ON", "true"},
		{"true", "true"},
		{"no", "false"},
		{"off", "false"},
		{"Off", "false"},
		{"FALSE", "false"},
		{"y", `"y"`},
		{"n", `"n"`},
		{"yEs", `"yEs"`},
		{`"yes"`, `"yes"`},
		{"'off'", `"off"`},
		{"", "null"},
		{"~", "null"},
		{"null", "null"},
		{"Null", "null"},
		{`""`, `""`},
		{"0", "0"},
		{"-0", "0"},
		{"5", "5"},
		{"+5", "5"},
		{"-5", "-5"},
		{"1_000", "1000"},
		{"010", "8"},
		{"0o10", "8"},
		{"-010", "-8"},
		{"08", `"08"`},
		{"0x1F", "31"},
		{"0X1F", `"0X1F"`},
		{"0b101", "5"},
		{"0x", `"0x"`},
		{"0x_", `"0x_"`},
		{"123456789012345678901234567890", "123456789012345678901234567890"},
		{"0xffffffffffffffffffff", "1208925819614629174706175"},
		{"1.5", "1.5"},
		{"1.50", "1.50"},
		{"-.5", "-0.5"},
		{"+1.5", "1.5"},
		{"1.", "1"},
		{"1e3", "1e3"},
		{"1.5e+3", "1.5e+3"},
		{"1_0.5", "10.5"},
		{"12e34567", `"12e34567"`},
		{"e5", `"e5"`},
		{"1e", `"1e"`},
		{".", `"."`},
		{"+", `"+"`},
		{"._1", `"._1"`},
		{"_1", `"_1"`},
		{"1.5-3", `"1.5-3"`},
		{"1.2.3", `"1.2.3"`},
		{"12:30:45", `"12:30:45"`},
		{"8080:80", `"8080:80"`},
		{"2001-12-14", `"2001-12-14"`},
		{"2001-12-14t21:59:43.10-05:00", `"2001-12-14t21:59:43.10-05:00"`},
		{"!!str 5", `"5"`},
		{"!!int '5'", "5"},
		{"!!float 5", "5"},
		{"!!bool yes", "true"},
		{"!!null ''", "null"},
		{"! 5", "5"},
		{"!!binary R0lG", `"R0lG"`},
		{"!!timestamp 2001-12-14", `"2001-12-14"`},
		{"<a&b>", `"<a&b>"`},
		{`"\x01\u2028"`, "\"\\u0001\\u2028\""},
		{"|\n  a\n  b\n", `"a\nb\n"`},
		{"[1, {a: no}]", `[1,{"a":false}]`},
	} {
		d := newDocument("value", "", []byte(c.yaml))
		d.parse([]byte("v: " + c.yaml))
		if d.root == nil {
			t.Errorf("%q: %v", c.yaml, d.problems)
			continue
		}
		if got, want := string(d.object(d.root)), `{"v":`+c.json+`}`; got != want || !d.valid() {
			t.Errorf("%q: got %s, want %s, problems %v", c.yaml, got, want, d.problems)
		}
	}
}

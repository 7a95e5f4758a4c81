package config

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// kind is what a YAML node means.
type kind int

const (
	isNull kind = iota
	isBool
	isInt
	isFloat
	isString
	isList
	isMapping
)

func (k kind) String() string {
	return [...]string{"empty", "a boolean", "a number", "a number", "a string", "a list", "a mapping"}[k]
}

// scalar is the meaning of a scalar node. text is the JSON of every kind but a
// string, of which it is the content.
type scalar struct {
	kind kind
	text string
}

// resolve returns what a node means that is no alias. The error says what is
// wrong with a scalar that means nothing, such as the tag !!int on a word; the
// scalar is then a string.
func resolve(n *yaml.Node) (scalar, error) {
	switch n.Kind {
	case yaml.MappingNode:
		return scalar{kind: isMapping}, nil
	case yaml.SequenceNode:
		return scalar{kind: isList}, nil
	}
	text := scalar{isString, n.Value}
	if n.Style&yaml.TaggedStyle == 0 {
		if n.Style != 0 {
			return text, nil // quoted, or a block
		}
		return resolvePlain(n.Value)
	}
	plain, err := resolvePlain(n.Value)
	want := map[string][]kind{"!!null": {isNull}, "!!bool": {isBool}, "!!int": {isInt}, "!!float": {isFloat, isInt}}
	switch n.Tag {
	case "!!str", "!!binary", "!!timestamp":
		return text, nil
	case "!!null", "!!bool", "!!int", "!!float":
		if err != nil {
			return text, err
		}
		if slices.Contains(want[n.Tag], plain.kind) {
			return plain, nil
		}
		return text, fmt.Errorf("this is not of the type %s", n.Tag)
	default:
		return text, fmt.Errorf("the type %s is not known", clip(n.Tag))
	}
}

// resolvePlain gives a scalar without quotes its type: that of YAML 1.1, which
// the older agents read, without its base 60 (12:30 is a time to its reader),
// and with the exponents of YAML 1.2. Dates stay text.
func resolvePlain(s string) (scalar, error) {
	switch s {
	case "", "~", "null", "Null", "NULL":
		return scalar{isNull, "null"}, nil
	case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON":
		return scalar{isBool, "true"}, nil
	case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF":
		return scalar{isBool, "false"}, nil
	}
	text := scalar{isString, s}
	if !strings.ContainsRune("+-.0123456789", rune(s[0])) {
		return text, nil
	}
	if digits, ok := integer(s); ok {
		return scalar{isInt, digits}, nil
	}
	switch strings.TrimLeft(s, "+-") {
	case ".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN":
		return text, fmt.Errorf("%s is not a number that a check can be given", s)
	}
	if !floatForm(s) {
		return text, nil
	}
	return floating(s)
}

// integer returns the decimal digits of a whole number in YAML's forms 12,
// 1_000, 010, 0o10, 0x1F and 0b101, however large it is.
func integer(s string) (digits string, ok bool) {
	sign, body := "", s
	if body[0] == '-' || body[0] == '+' {
		sign, body = strings.TrimPrefix(body[:1], "+"), body[1:]
	}
	if body == "" || body[0] < '0' || body[0] > '9' {
		return "", false
	}
	body = strings.ReplaceAll(body, "_", "")
	base := 10
	switch {
	case strings.HasPrefix(body, "0x"):
		base, body = 16, body[2:]
	case strings.HasPrefix(body, "0b"):
		base, body = 2, body[2:]
	case strings.HasPrefix(body, "0o"):
		base, body = 8, body[2:]
	case body[0] == '0' && len(body) > 1:
		base, body = 8, body[1:]
	}
	for _, r := range strings.ToLower(body) {
		if !strings.ContainsRune("0123456789abcdef"[:base], r) {
			return "", false
		}
	}
	if base != 10 {
		n, ok := new(big.Int).SetString(body, base)
		if !ok {
			return "", false
		}
		body = n.String()
	}
	if body == "0" {
		sign = ""
	}
	return sign + body, true
}

// floatForm reports whether s is written as a number with a point, an exponent
// or both.
func floatForm(s string) bool {
	if s[0] == '-' || s[0] == '+' {
		s = s[1:]
	}
	mantissa, exponent := s, ""
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		mantissa, exponent = s[:i], s[i+1:]
		if exponent != "" && (exponent[0] == '-' || exponent[0] == '+') {
			exponent = exponent[1:]
		}
		if exponent == "" {
			return false
		}
	}
	whole, fraction, point := strings.Cut(mantissa, ".")
	if !point && len(s) == len(mantissa) || strings.HasPrefix(mantissa, "_") || strings.HasPrefix(mantissa, "._") {
		return false
	}
	digits := whole + fraction
	return strings.Trim(digits, "_") != "" && strings.Trim(digits, "0123456789_")+strings.Trim(exponent, "0123456789") == ""
}

// floating returns a number as JSON, as it is written where that is JSON
// already, so that it keeps its digits.
func floating(s string) (scalar, error) {
	s = strings.ReplaceAll(s, "_", "")
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		if !strings.Contains(s, ".") {
			return scalar{isString, s}, nil // such as 12e34567, a piece of some digest
		}
		return scalar{isString, s}, fmt.Errorf("%s is too large for a number", clip(s))
	}
	if !json.Valid([]byte(s)) {
		s = strconv.FormatFloat(f, 'g', -1, 64)
	}
	return scalar{isFloat, s}, nil
}

package main

import "strconv"

// megabytes shows a size with three digits.
func megabytes(bytes int64) string {
	value, unit := float64(bytes)/1e6, "MB"
	if bytes < 1e6 {
		value, unit = float64(bytes)/1e3, "KB"
	}
	if value >= 1000 {
		return thousands(int(value+0.5)) + " " + unit
	}
	return strconv.FormatFloat(value, 'g', 3, 64) + " " + unit
}

// atMost is a size that should be no more than so many.
func atMost(what string, bytes, most int64, from string) row {
	return row{what: what, measured: megabytes(bytes), target: "<= " + megabytes(most), missed: bytes > most, from: from}
}

package main

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// columns aligns the cells of rows. The last cell of a row is as long as it
// likes; one that has several lines goes on below itself.
func columns(rows [][]string) string {
	var widths []int
	for _, row := range rows {
		for i, cell := range row[:len(row)-1] {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		line, width := []string{" "}, 2
		for i, cell := range row[:len(row)-1] {
			line = append(line, fmt.Sprintf("%-*s ", widths[i], cell))
			width += widths[i] + 2
		}
		below := "\n" + strings.Repeat(" ", width)
		line = append(line, strings.ReplaceAll(row[len(row)-1], "\n", below))
		b.WriteString(strings.TrimRight(strings.Join(line, " "), " ") + "\n")
	}
	return b.String()
}

package flow

import (
	"slices"
	"strconv"
	"strings"
)

// operator compares the result of an action with the operand of a condition
// (R9.3).
type operator uint8

const (
	opEquals operator = iota
	opTextStartsWith
	opTextEndsWith
	opTextContains
	opNumberGreaterThan
	opNumberGreaterOrEqualTo
	opNumberLessThan
	opNumberLessOrEqualTo
)

var operatorNames = [...]string{
	opEquals:                 "Equals",
	opTextStartsWith:         "TextStartsWith",
	opTextEndsWith:           "TextEndsWith",
	opTextContains:           "TextContains",
	opNumberGreaterThan:      "NumberGreaterThan",
	opNumberGreaterOrEqualTo: "NumberGreaterOrEqualTo",
	opNumberLessThan:         "NumberLessThan",
	opNumberLessOrEqualTo:    "NumberLessOrEqualTo",
}

// parseOperator finds an operator by its name in the language.
func parseOperator(name string) (operator, bool) {
	i := slices.Index(operatorNames[:], name)
	return operator(max(i, 0)), i >= 0
}

// condition leads to an action where the result compares as it says.
type condition struct {
	op      operator
	text    string
	number  float64 // of text
	numeric bool    // text is a number
	next    int
}

func newCondition(op operator, text string, next int) condition {
	number, numeric := parseNumber(text)
	return condition{op: op, text: text, number: number, numeric: numeric, next: next}
}

// holds reports whether the condition is true of a result. A comparison of
// numbers is false where either side is not one (R9.3).
func (c *condition) holds(result string) bool {
	switch c.op {
	case opEquals:
		return result == c.text
	case opTextStartsWith:
		return strings.HasPrefix(result, c.text)
	case opTextEndsWith:
		return strings.HasSuffix(result, c.text)
	case opTextContains:
		return strings.Contains(result, c.text)
	}
	if !c.numeric {
		return false
	}
	number, ok := parseNumber(result)
	if !ok {
		return false
	}
	switch c.op {
	case opNumberGreaterThan:
		return number > c.number
	case opNumberGreaterOrEqualTo:
		return number >= c.number
	case opNumberLessThan:
		return number < c.number
	case opNumberLessOrEqualTo:
		return number <= c.number
	}
	return false
}

// parseNumber reads a decimal number. The words and hexadecimal forms that
// strconv would take as well are texts here.
func parseNumber(text string) (float64, bool) {
	if text == "" || strings.Trim(text, "0123456789+-.eE") != "" {
		return 0, false
	}
	number, err := strconv.ParseFloat(text, 64)
	return number, err == nil
}

package connectapi

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The functions here decide the patterns that look ahead, which Go's regular expressions cannot. The generated table of
// limits refers to them; the length of a text is checked there.

// matchTagKey accepts letters, separators and digits of all scripts and _.:/=+-@, but no key that begins with "aws:".
func matchTagKey(text string) bool {
	return !strings.HasPrefix(text, "aws:") && each(text, func(r rune) bool {
		return isLetterSpaceNumber(r) || strings.ContainsRune("_.:/=+-@", r)
	})
}

// matchContactTagKey accepts ASCII letters, digits and +,-./:;<=_, but no key that begins with "aws:". The model writes
// the signs as a range from + to =.
func matchContactTagKey(text string) bool {
	return text != "" && !strings.HasPrefix(text, "aws:") && each(text, func(r rune) bool {
		return isASCIILetter(r) || r >= '+' && r <= '=' || r == '_'
	})
}

// matchDirectoryAlias accepts ASCII letters and digits, with hyphens between them, but nothing that begins with "d-".
func matchDirectoryAlias(text string) bool {
	return text != "" && !strings.HasPrefix(text, "d-") && text[0] != '-' && text[len(text)-1] != '-' &&
		each(text, func(r rune) bool { return isASCIILetter(r) || isDigit(r) || r == '-' })
}

// matchPage accepts letters, separators and digits of all scripts and -_.:=@'|, but neither "." nor "..".
func matchPage(text string) bool {
	return text != "" && text != "." && text != ".." && each(text, func(r rune) bool {
		return isLetterSpaceNumber(r) || strings.ContainsRune("-_.:=@'|", r)
	})
}

// matchPassword accepts 8 to 64 characters without white space, among them a lower-case letter, an upper-case letter and
// a digit.
func matchPassword(text string) bool {
	if n := utf8.RuneCountInString(text); n < 8 || n > 64 {
		return false
	}
	return strings.IndexFunc(text, func(r rune) bool { return r >= 'a' && r <= 'z' }) >= 0 &&
		strings.IndexFunc(text, func(r rune) bool { return r >= 'A' && r <= 'Z' }) >= 0 &&
		strings.IndexFunc(text, isDigit) >= 0 &&
		each(text, func(r rune) bool { return !strings.ContainsRune(" \t\n\r\f\v", r) })
}

// matchPrimaryAttributeContextKeyName accepts printable Latin-1 text, tabs and line ends, but nothing that begins with
// "aws:" or "connect:".
func matchPrimaryAttributeContextKeyName(text string) bool {
	return text != "" && !strings.HasPrefix(text, "aws:") && !strings.HasPrefix(text, "connect:") &&
		each(text, func(r rune) bool {
			return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0x7E || r >= 0xA1 && r <= 0xFF
		})
}

// each says whether a condition holds for every character.
func each(text string, holds func(rune) bool) bool {
	for _, r := range text {
		if !holds(r) {
			return false
		}
	}
	return true
}

func isASCIILetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isLetterSpaceNumber(r rune) bool { return unicode.In(r, unicode.L, unicode.Z, unicode.N) }

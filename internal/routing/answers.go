package routing

import "slices"

// answers are who of a profile matches one want, as far as somebody has asked,
// by the seats of the agents: an expression is worked out once for an agent and
// not with every look, and a search for who matches reads bits and no agents.
type answers struct {
	number uint64 // of the want
	words  []answer
}

// answer is that of 64 agents.
type answer struct{ known, matches uint64 }

// matches reports whether the agent is one of those who are wanted.
func (a *agent) matches(w *want) bool {
	return a.profile.answers[w.slot%len(a.profile.answers)].of(a.profile, a.seat, w)
}

// of answers for the agent in a seat of the profile.
func (s *answers) of(p *profile, seat int, w *want) bool {
	if s.number != w.number || len(s.words)*64 < len(p.seats) {
		s.number = w.number
		s.words = append(s.words[:0], make([]answer, (len(p.seats)+63)/64)...)
	}
	word, bit := &s.words[seat/64], uint64(1)<<(seat%64)
	if word.known&bit == 0 {
		word.known |= bit
		word.matches &^= bit
		if w.Matches(p.seats[seat].user) {
			word.matches |= bit
		}
	}
	return word.matches&bit != 0
}

// forget drops all answers of the agent in a seat.
func (p *profile) forget(seat int) {
	for i := range p.answers {
		if words := p.answers[i].words; seat/64 < len(words) {
			words[seat/64].known &^= 1 << (seat % 64)
		}
	}
}

// sit gives the agent a seat in the profile.
func (p *profile) sit(a *agent) {
	a.seat = slices.Index(p.seats, nil)
	if a.seat < 0 {
		a.seat = len(p.seats)
		p.seats = append(p.seats, nil)
	}
	p.seats[a.seat] = a
}

// stand takes the seat away.
func (p *profile) stand(a *agent) {
	p.forget(a.seat)
	p.seats[a.seat] = nil
}

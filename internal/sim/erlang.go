package sim

import (
	"math"
	"time"
)

// Model is a queue that mathematics can solve: calls come at random, are handled
// for exponential times by agents who are all alike, and wait in one line. It is
// Erlang C as it stands, Erlang A with a patience, and M/M/c/K with places.
type Model struct {
	PerHour  float64       // arrivals, a Poisson stream
	Handle   time.Duration // mean time an agent spends on a contact
	Agents   int
	Patience time.Duration // mean time until a waiting customer leaves; 0: nobody leaves
	Places   int           // contacts that may wait; Endless: any number
}

// Endless is the number of places of a queue without a limit.
const Endless = -1

// Forecast is what a model comes to in the long run.
type Forecast struct {
	Blocked   float64       // share of the arrivals that find no place
	Waits     float64       // share of those who are admitted that do not find a free agent
	Abandoned float64       // share of the arrivals that leave the queue
	Wait      time.Duration // mean time in queue of those who are admitted, whoever answers or leaves
	Queue     float64       // mean number of contacts that wait
	Occupancy float64       // share of the agents' time spent on contacts

	model  Model
	states []float64 // probability of 0, 1, 2 ... contacts in the system
}

// Solve works out the forecast from the balance of each number of contacts with
// the next. Without places, patience and enough agents there is none: the queue
// grows for ever, and the result is full of NaN.
func (m Model) Solve() Forecast {
	f := Forecast{model: m, states: m.balance()}
	if f.states == nil {
		nan := math.NaN()
		return Forecast{Blocked: nan, Waits: nan, Abandoned: nan, Queue: nan, Occupancy: nan, model: m}
	}
	busy, waits := 0.0, 0.0
	for n, p := range f.states {
		busy += p * float64(min(n, m.Agents))
		f.Queue += p * float64(max(n-m.Agents, 0))
		if n >= m.Agents {
			waits += p
		}
	}
	if m.Places != Endless {
		f.Blocked = f.states[len(f.states)-1]
		waits -= f.Blocked
	}
	admitted := m.PerHour * (1 - f.Blocked)
	f.Waits = waits / (1 - f.Blocked)
	f.Wait = hours(f.Queue / admitted)
	f.Occupancy = busy / float64(m.Agents)
	if m.Patience > 0 {
		f.Abandoned = f.Queue / m.Patience.Hours() / m.PerHour
	}
	return f
}

// balance returns the probability of each number of contacts in the system.
func (m Model) balance() []float64 {
	load := m.PerHour * m.Handle.Hours()
	if m.Patience == 0 && m.Places == Endless && load >= float64(m.Agents) {
		return nil
	}
	p, sum := []float64{1}, 1.0
	for n := 1; m.Places == Endless || n <= m.Agents+m.Places; n++ {
		leave := float64(min(n, m.Agents)) / m.Handle.Hours()
		if m.Patience > 0 {
			leave += float64(max(n-m.Agents, 0)) / m.Patience.Hours()
		}
		next := p[n-1] * m.PerHour / leave
		p, sum = append(p, next), sum+next
		if n > m.Agents && next < sum*1e-16 {
			break
		}
		if sum > 1e200 { // keep it in the range of numbers
			for i := range p {
				p[i] /= sum
			}
			sum = 1
		}
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

// Within is the share of those who are admitted that an agent has within that
// time, for a model without patience.
func (f *Forecast) Within(limit time.Duration) float64 {
	// Who finds n contacts waits for n-agents+1 of them to end, which all agents
	// together bring about as a Poisson stream.
	ends := float64(f.model.Agents) / f.model.Handle.Hours() * limit.Hours()
	late, term, few := 0.0, math.Exp(-ends), 0.0
	for n := f.model.Agents; n < len(f.states); n++ {
		few += term // at most n-agents ends
		term *= ends / float64(n-f.model.Agents+1)
		if n-f.model.Agents != f.model.Places {
			late += f.states[n] * few
		}
	}
	return 1 - late/(1-f.Blocked)
}

func hours(n float64) time.Duration { return time.Duration(n * float64(time.Hour)) }

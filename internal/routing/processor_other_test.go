//go:build !linux

package routing

import "time"

const processClock, threadClock = 0, 0

var processStart = time.Now()

// processorTime is the time on the wall: this system is not asked for better.
func processorTime(uintptr) time.Duration { return time.Since(processStart) }

package routing

import (
	"syscall"
	"time"
	"unsafe"
)

// The clocks of the processor, by their numbers in clock_gettime(2).
const (
	processClock = 2
	threadClock  = 3
)

// processorTime is the processor time that this process or thread has used.
func processorTime(clock uintptr) time.Duration {
	var t syscall.Timespec
	if _, _, failed := syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, clock, uintptr(unsafe.Pointer(&t)), 0); failed != 0 {
		panic(failed)
	}
	return time.Duration(t.Nano())
}

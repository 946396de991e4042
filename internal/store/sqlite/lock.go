package sqlite

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"strowger/internal/store"
)

// lockName is the file in the data folder that its owner keeps locked.
const lockName = "strowger.lock"

// maxHolder bounds in bytes what is read of a lock file for a message.
const maxHolder = 1 << 10

// folderLock is the ownership of a data folder. The kernel's lock is the truth
// and ends with the process; the text in the file only says who holds it.
type folderLock struct {
	file *os.File
}

// lockFolder takes the folder, or fails with ErrHeld and the holder's words. A
// lock file that is held is not changed.
func lockFolder(dir string) (*folderLock, error) {
	path := filepath.Join(dir, lockName)
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", store.ErrUnwritable, err)
	}
	if err := flock(file); err != nil {
		defer file.Close()
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("%w: %s cannot be locked: %w", store.ErrUnwritable, path, err)
		}
		return nil, fmt.Errorf("%w: %s", store.ErrHeld, readHolder(file))
	}
	if err := writeHolder(file); err != nil {
		file.Close()
		return nil, fmt.Errorf("%w: %w", store.ErrUnwritable, err)
	}
	return &folderLock{file: file}, nil
}

// flock asks again when a signal came in between.
func flock(file *os.File) error {
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

func writeHolder(file *os.File) error {
	host, err := os.Hostname()
	if err != nil {
		host = "an unknown host"
	}
	text := fmt.Sprintf("process %d on %s, since %s\n", os.Getpid(), host, time.Now().UTC().Format(time.RFC3339))
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err = file.WriteAt([]byte(text), 0)
	return err
}

// readHolder returns what the holder wrote, which it may be about to do.
func readHolder(file *os.File) string {
	text, err := io.ReadAll(io.LimitReader(file, maxHolder))
	holder := strings.TrimSpace(strings.ToValidUTF8(string(text), "?"))
	if err != nil || holder == "" {
		return "it has not said its name yet"
	}
	return holder
}

// release gives the folder back. The file stays: to delete it would let two
// processes hold locks on two files of the same name. To close it would not be
// enough: a process that this one is just starting shares it until it runs its
// own program, and the lock would last as long.
func (l *folderLock) release() error {
	err := errors.Join(
		l.file.Truncate(0),
		syscall.Flock(int(l.file.Fd()), syscall.LOCK_UN),
		l.file.Close(),
	)
	if err != nil {
		return fmt.Errorf("release %s: %w", l.file.Name(), err)
	}
	return nil
}

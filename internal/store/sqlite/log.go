package sqlite

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"strowger/internal/store"
)

// The write-ahead log, as the SQLite file format defines it: a header, then
// frames of one page each. A frame belongs to the present log when it carries the
// salt of the header, and is whole when the checksum over all frames up to it is
// right. The last frame of a transaction says how many pages the database has.
const (
	logHeaderSize   = 32
	logMagicLittle  = 0x377f0682 // the lowest bit set: checksums take words as big endian
	frameHeaderSize = 24
)

// checkLog refuses a log that was damaged after it had been written. SQLite itself
// stops reading at the first frame whose checksum is wrong. That is right for the
// last transaction, which may have been broken off; but it would drop what was
// acknowledged when older frames are damaged. A transaction is written only after
// the one before it is on the disk, so a wrong frame that the ends of two
// transactions follow, its own at best and a later one, is damage. One end alone
// may be what a transaction left that was never acknowledged.
func checkLog(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("%w: %w", store.ErrUnwritable, err)
	}
	defer file.Close()
	log := logReader{in: bufio.NewReaderSize(file, 1<<20)}
	lost, err := log.damaged()
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	if lost {
		return fmt.Errorf("%w: in %s is spoilt what was once whole", store.ErrDamaged, path)
	}
	return nil
}

// logReader reads a log from its start.
type logReader struct {
	in    io.Reader
	order binary.ByteOrder
	salt  uint64
	sum   [2]uint32
	frame []byte
}

// damaged reports whether a whole transaction was followed by another, and yet
// cannot be read.
func (l *logReader) damaged() (bool, error) {
	state, err := l.header()
	if err != nil || state != headerWhole {
		return state == headerSpoilt, err
	}
	spoilt, ends := false, 0
	for ends < 2 {
		if _, err := io.ReadFull(l.in, l.frame); atEnd(err) {
			return false, nil
		} else if err != nil {
			return false, err
		}
		present := binary.BigEndian.Uint64(l.frame[8:]) == l.salt // or left by an earlier use of the file
		spoilt = spoilt || !present || !l.verify()
		if spoilt && present && binary.BigEndian.Uint32(l.frame[4:]) != 0 {
			ends++
		}
	}
	return true, nil
}

func atEnd(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// headerState is what became of the header of a log.
type headerState int

const (
	headerWhole  headerState = iota
	headerAbsent             // never reached the disk, and so no transaction did
	headerSpoilt
)

// header reads the header. It lies in one sector of the disk, which is written
// as a whole or not at all: what is neither right nor all zero was damaged.
func (l *logReader) header() (headerState, error) {
	header := make([]byte, logHeaderSize)
	if _, err := io.ReadFull(l.in, header); atEnd(err) {
		return headerAbsent, nil
	} else if err != nil {
		return headerAbsent, err
	}
	if bytes.Equal(header, make([]byte, logHeaderSize)) {
		return headerAbsent, nil
	}
	magic := binary.BigEndian.Uint32(header)
	pageSize := binary.BigEndian.Uint32(header[8:])
	if magic&^1 != logMagicLittle || pageSize < smallestPage || pageSize > largestPage {
		return headerSpoilt, nil
	}
	l.order = binary.LittleEndian
	if magic&1 != 0 {
		l.order = binary.BigEndian
	}
	l.salt = binary.BigEndian.Uint64(header[16:])
	l.frame = make([]byte, frameHeaderSize+int(pageSize))
	l.add(header[:24])
	if l.sum != [2]uint32{binary.BigEndian.Uint32(header[24:]), binary.BigEndian.Uint32(header[28:])} {
		return headerSpoilt, nil
	}
	return headerWhole, nil
}

// verify takes the frame into the checksum and compares.
func (l *logReader) verify() bool {
	l.add(l.frame[:8])
	l.add(l.frame[frameHeaderSize:])
	return l.sum == [2]uint32{binary.BigEndian.Uint32(l.frame[16:]), binary.BigEndian.Uint32(l.frame[20:])}
}

// add is the checksum of the format, over pairs of words.
func (l *logReader) add(data []byte) {
	a, b := l.sum[0], l.sum[1]
	for ; len(data) >= 8; data = data[8:] {
		a += l.order.Uint32(data) + b
		b += l.order.Uint32(data[4:]) + a
	}
	l.sum = [2]uint32{a, b}
}

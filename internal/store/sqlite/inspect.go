package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"strowger/internal/store"
)

// The files of a database. SQLite keeps the log and its index beside it.
const (
	databaseName = "strowger.db"
	logSuffix    = "-wal"
)

// quickCheckMax is the size in bytes up to which every page is looked at before
// a database is opened; larger ones would make a start take too long.
const quickCheckMax = 256 << 20

// inspect looks at the database in dir without writing. It reports whether there
// is one, and refuses one that this program must not touch.
func inspect(ctx context.Context, dir string) (exists bool, err error) {
	if err := syscall.Access(dir, accessWrite); err != nil {
		return false, fmt.Errorf("%w: %w", store.ErrUnwritable, err)
	}
	path := filepath.Join(dir, databaseName)
	logSize, err := fileSize(path + logSuffix)
	if err != nil {
		return false, err
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0) // as SQLite will open it
	switch {
	case errors.Is(err, fs.ErrNotExist) && logSize > 0:
		return false, fmt.Errorf("%w: %s is gone, but its log is there", store.ErrDamaged, path)
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case errors.Is(err, syscall.EISDIR):
		return false, fmt.Errorf("%w: %s is a folder", store.ErrDamaged, path)
	case err != nil:
		return false, fmt.Errorf("%w: %w", store.ErrUnwritable, err)
	}
	size, headerErr := checkHeader(file, logSize > 0)
	if err := errors.Join(headerErr, file.Close()); err != nil {
		return false, fmt.Errorf("%s: %w", path, err)
	}
	if logSize > 0 {
		if err := checkLog(path + logSuffix); err != nil {
			return false, err
		}
	}
	if err := checkContent(ctx, path, size, logSize > 0); err != nil {
		return false, fmt.Errorf("%s: %w", path, err)
	}
	return true, nil
}

// accessWrite is W_OK and X_OK of access(2): files may be made in a folder.
const accessWrite = 0x2 | 0x1

// fileSize returns 0 for a file that is not there.
func fileSize(path string) (int64, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("%w: %w", store.ErrUnwritable, err)
	}
	return info.Size(), nil
}

// The header of a database file, as the SQLite file format defines it.
const (
	headerSize      = 100
	headerMagic     = "SQLite format 3\x00"
	headerPageSize  = 16 // two bytes; 1 stands for 65536
	headerChanges   = 24 // counter of changes to the file
	headerPages     = 28 // number of pages, right while headerPagesAsOf equals headerChanges
	headerPagesAsOf = 92
	largestPage     = 65536
	smallestPage    = 512
)

// checkHeader refuses a file that is not an SQLite database, or is shorter than
// its header says, and returns its size. With a log beside it the file may lack
// pages: they are in the log.
func checkHeader(file *os.File, hasLog bool) (int64, error) {
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	size := info.Size()
	header := make([]byte, headerSize)
	if _, err := file.ReadAt(header, 0); errors.Is(err, io.EOF) {
		return 0, fmt.Errorf("%w: it has only %d bytes", store.ErrDamaged, size)
	} else if err != nil {
		return 0, fmt.Errorf("read: %w", err)
	}
	if !bytes.HasPrefix(header, []byte(headerMagic)) {
		return 0, fmt.Errorf("%w: it is not an SQLite database", store.ErrDamaged)
	}
	pageSize := int64(binary.BigEndian.Uint16(header[headerPageSize:]))
	if pageSize == 1 {
		pageSize = largestPage
	}
	if pageSize < smallestPage || pageSize&(pageSize-1) != 0 {
		return 0, fmt.Errorf("%w: its pages have an impossible size of %d bytes", store.ErrDamaged, pageSize)
	}
	if hasLog {
		return size, nil
	}
	pages := int64(binary.BigEndian.Uint32(header[headerPages:]))
	current := bytes.Equal(header[headerChanges:headerChanges+4], header[headerPagesAsOf:headerPagesAsOf+4])
	if current && size < pages*pageSize || size%pageSize != 0 {
		return 0, fmt.Errorf("%w: it was cut off, %d bytes are there of %d", store.ErrDamaged, size, pages*pageSize)
	}
	return size, nil
}

// checkContent lets SQLite look at the database without writing: its version,
// and, unless it is large, the structure of every page.
func checkContent(ctx context.Context, path string, size int64, hasLog bool) (err error) {
	mode := "ro"
	if !hasLog {
		mode = "ro&immutable=1" // does not even make the files of an empty log
	}
	db, err := sql.Open("sqlite", dsn(path, mode))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, explain(db.Close())) }()
	db.SetMaxOpenConns(1)
	if err := checkVersion(ctx, db); err != nil {
		return err
	}
	if size > quickCheckMax {
		return nil
	}
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&verdict); err != nil {
		return explain(err)
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", store.ErrDamaged, verdict)
	}
	return nil
}

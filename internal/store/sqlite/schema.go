package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"strowger/internal/store"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// newProvider returns what brings a database up to date.
func newProvider(db *sql.DB) (*goose.Provider, error) {
	folder, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, folder, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return provider, nil
}

// migrate applies the migrations that db lacks. Each is one transaction.
func migrate(ctx context.Context, db *sql.DB) error {
	provider, err := newProvider(db)
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", explain(err))
	}
	return nil
}

// checkVersion refuses, as ErrNewer, a database with migrations that this
// program does not have.
func checkVersion(ctx context.Context, db *sql.DB) error {
	provider, err := newProvider(db)
	if err != nil {
		return err
	}
	sources := provider.ListSources()
	known := sources[len(sources)-1].Version
	var version sql.NullInt64
	err = db.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version`).Scan(&version)
	var failure *sqlite.Error
	switch {
	case errors.As(err, &failure) && failure.Code() == sqlite3.SQLITE_ERROR:
		return fmt.Errorf("%w: it is an SQLite database, but not one of Strowger: %w", store.ErrDamaged, err)
	case err != nil:
		return explain(err)
	case version.Int64 < 1:
		return fmt.Errorf("%w: it does not say its version", store.ErrDamaged)
	case version.Int64 > known:
		return fmt.Errorf("%w: its format is %d, and this program knows those up to %d",
			store.ErrNewer, version.Int64, known)
	}
	return nil
}

// create makes an empty database. It grows under another name and gets its own
// when it is whole and on the disk: a database of that name is never half made,
// so that one without content is known to be damaged.
func create(ctx context.Context, dir string) error {
	unborn := filepath.Join(dir, databaseName+".new")
	for _, suffix := range []string{"", "-journal", "-wal", "-shm"} { // left by a start that was broken off
		if err := os.Remove(unborn + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%w: %w", store.ErrUnwritable, err)
		}
	}
	file, err := os.OpenFile(unborn, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("%w: %w", store.ErrUnwritable, err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("%w: %w", store.ErrUnwritable, err)
	}
	if err := fillNew(ctx, unborn); err != nil {
		return fmt.Errorf("create a database: %w", err)
	}
	for _, step := range []func() error{
		func() error { return syncPath(unborn) },
		func() error { return os.Rename(unborn, filepath.Join(dir, databaseName)) },
		func() error { return syncPath(dir) },
	} {
		if err := step(); err != nil {
			return fmt.Errorf("create a database: %w", err)
		}
	}
	return nil
}

// fillNew gives the file at path its tables, and closes it without a log.
func fillNew(ctx context.Context, path string) (err error) {
	db, err := sql.Open("sqlite", dsn(path, "rw", "journal_mode(wal)", "synchronous(full)"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, explain(db.Close())) }()
	db.SetMaxOpenConns(1)
	return migrate(ctx, db)
}

// syncPath flushes a file or a folder to the disk.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

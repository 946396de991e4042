package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"strowger/internal/center"
	"strowger/internal/store"
)

// writer is the one connection that writes. A commit that has begun is carried
// through: its statements get no context that could end, which also spares the
// driver a goroutine for each of them.
type writer struct {
	db   *sql.DB
	conn *sql.Conn

	mu     sync.Mutex // one transaction at a time
	owners map[center.InstanceID]owner

	begin, end, undo             *sql.Stmt
	putContact, dropContact      *sql.Stmt
	putRecord, dropRecord        *sql.Stmt
	nextEpoch, setOwner, dropAll *sql.Stmt
	prepared                     []*sql.Stmt // all of them
}

// owner repeats a row of the table instances. The folder is ours alone, so it
// need not be read for each commit.
type owner struct {
	number int64
	epoch  int64
}

func openWriter(ctx context.Context, path string) (*writer, error) {
	db, err := sql.Open("sqlite", dsn(path, "rw",
		"busy_timeout(5000)",           // milliseconds; somebody may look at the database with other tools
		"journal_mode(wal)",            // readers go on while a commit writes
		"synchronous(full)",            // a commit is on the disk before it is acknowledged
		"wal_autocheckpoint(8000)",     // pages; measured: longer logs make long commits rare
		"journal_size_limit(67108864)", // bytes; a log that one huge commit made is cut again
		"cache_size(-65536)",           // 64 MiB of pages
		"foreign_keys(on)",
		"temp_store(memory)",
	))
	if err != nil {
		return nil, err
	}
	w := &writer{db: db, owners: make(map[center.InstanceID]owner)}
	if err := w.connect(ctx); err != nil {
		return nil, errors.Join(explain(err), w.close())
	}
	return w, nil
}

// connect brings the database up to date and takes its connection.
func (w *writer) connect(ctx context.Context) (err error) {
	w.db.SetMaxOpenConns(1)
	if err := migrate(ctx, w.db); err != nil {
		return err
	}
	if w.conn, err = w.db.Conn(ctx); err != nil {
		return err
	}
	if err := w.prepare(ctx); err != nil {
		return err
	}
	return w.readOwners(ctx)
}

func (w *writer) prepare(ctx context.Context) error {
	for _, s := range []struct {
		to   **sql.Stmt
		text string
	}{
		{&w.begin, `BEGIN IMMEDIATE`},
		{&w.end, `COMMIT`},
		{&w.undo, `ROLLBACK`},
		{&w.putContact, `INSERT INTO contacts (instance, id, live, body) VALUES (?, ?, ?, ?)
			ON CONFLICT (instance, id) DO UPDATE SET live = excluded.live, body = excluded.body`},
		{&w.dropContact, `DELETE FROM contacts WHERE instance = ? AND id = ?`},
		{&w.putRecord, `INSERT INTO records (instance, kind, key, body) VALUES (?, ?, ?, ?)
			ON CONFLICT (instance, kind, key) DO UPDATE SET body = excluded.body`},
		{&w.dropRecord, `DELETE FROM records WHERE instance = ? AND kind = ? AND key = ?`},
		{&w.nextEpoch, `UPDATE claims SET last = last + 1 RETURNING last`},
		{&w.setOwner, `INSERT INTO instances (id, epoch) VALUES (?, ?)
			ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch RETURNING number`},
		{&w.dropAll, `DELETE FROM instances WHERE id = ?`}, // the rest goes with it
	} {
		statement, err := w.conn.PrepareContext(ctx, s.text)
		if err != nil {
			return fmt.Errorf("prepare %q: %w", s.text, err)
		}
		w.prepared = append(w.prepared, statement)
		*s.to = statement
	}
	return nil
}

func (w *writer) readOwners(ctx context.Context) error {
	rows, err := w.conn.QueryContext(ctx, `SELECT id, number, epoch FROM instances`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id center.InstanceID
		var o owner
		if err := rows.Scan(&id, &o.number, &o.epoch); err != nil {
			return err
		}
		w.owners[id] = o
	}
	return rows.Err()
}

// transact runs write in a transaction.
func (w *writer) transact(write func(ctx context.Context) error) error {
	ctx := context.Background()
	if _, err := w.begin.ExecContext(ctx); err != nil {
		return err
	}
	err := write(ctx)
	if err == nil {
		_, err = w.end.ExecContext(ctx)
	}
	if err != nil {
		// Some failures end the transaction by themselves; then this one fails,
		// which says nothing new.
		_, _ = w.undo.ExecContext(ctx)
	}
	return err
}

func (w *writer) commit(batch *store.Batch) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	o, ok := w.owners[batch.Instance]
	if !ok || o.epoch != batch.Epoch {
		return store.ErrStale
	}
	if len(batch.Rows) == 0 {
		return nil
	}
	return w.transact(func(ctx context.Context) error {
		for i := range batch.Rows {
			if err := w.write(ctx, o.number, &batch.Rows[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *writer) write(ctx context.Context, instance int64, row *store.Row) (err error) {
	isContact := row.Kind == center.KindContact
	switch {
	case isContact && row.Body == nil:
		_, err = w.dropContact.ExecContext(ctx, instance, row.Key)
	case isContact:
		_, err = w.putContact.ExecContext(ctx, instance, row.Key, row.Live, row.Body)
	case row.Body == nil:
		_, err = w.dropRecord.ExecContext(ctx, instance, string(row.Kind), row.Key)
	default:
		_, err = w.putRecord.ExecContext(ctx, instance, string(row.Kind), row.Key, row.Body)
	}
	return err
}

func (w *writer) claim(id center.InstanceID) (int64, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var o owner
	err := w.transact(func(ctx context.Context) error {
		if err := w.nextEpoch.QueryRowContext(ctx).Scan(&o.epoch); err != nil {
			return err
		}
		return w.setOwner.QueryRowContext(ctx, string(id), o.epoch).Scan(&o.number)
	})
	if err != nil {
		return 0, err
	}
	w.owners[id] = o
	return o.epoch, nil
}

func (w *writer) remove(id center.InstanceID) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	err := w.transact(func(ctx context.Context) error {
		_, err := w.dropAll.ExecContext(ctx, string(id))
		return err
	})
	if err != nil {
		return err
	}
	delete(w.owners, id)
	return nil
}

// close ends the connection. Its statements have to go first: database/sql does
// not close those of a single connection, and SQLite keeps a connection with open
// statements, and so the log.
func (w *writer) close() error {
	var errs []error
	for _, statement := range w.prepared {
		errs = append(errs, statement.Close())
	}
	if w.conn != nil {
		errs = append(errs, w.conn.Close())
	}
	return errors.Join(append(errs, w.db.Close())...)
}

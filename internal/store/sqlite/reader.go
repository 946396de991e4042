package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"

	"strowger/internal/center"
	"strowger/internal/store"
)

// maxReaders is the number of connections that read at the same time.
const maxReaders = 4

// reader is the pool of connections that only read. Each of its transactions sees
// the database as the last commit before it left it.
type reader struct {
	db     *sql.DB
	ranges *sql.Stmt // of contacts
}

func openReader(ctx context.Context, path string) (*reader, error) {
	db, err := sql.Open("sqlite", dsn(path, "ro", "busy_timeout(5000)", "query_only(on)", "temp_store(memory)"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(maxReaders)
	db.SetMaxIdleConns(maxReaders)
	r := &reader{db: db}
	r.ranges, err = db.PrepareContext(ctx, `SELECT ?, id, body FROM contacts
		WHERE instance = (SELECT number FROM instances WHERE id = ?) AND id >= ? AND id < ?
		ORDER BY id DESC LIMIT ?`)
	if err != nil {
		return nil, errors.Join(explain(err), db.Close())
	}
	return r, nil
}

func (r *reader) instances(ctx context.Context) ([]center.InstanceID, error) {
	rows, err := r.db.QueryContext(ctx, `SELECT id FROM instances
		WHERE EXISTS (SELECT 1 FROM records WHERE instance = number)
		OR EXISTS (SELECT 1 FROM contacts WHERE instance = number)
		ORDER BY id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []center.InstanceID
	for rows.Next() {
		var id center.InstanceID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// aboveAll follows every id of a contact in the order of bytes.
const aboveAll = center.ContactID("\U0010ffff")

// contacts reads a range of the primary key backwards.
func (r *reader) contacts(ctx context.Context, instance center.InstanceID, of store.ContactRange) ([]*center.Contact, error) {
	rows, err := r.ranges.QueryContext(ctx, string(center.KindContact), string(instance), string(of.From), string(cmp.Or(of.Before, aboveAll)), max(of.Most, 0))
	if err != nil {
		return nil, err
	}
	var contacts []*center.Contact
	err = visitRows(rows, func(r center.Record) error {
		contacts = append(contacts, r.(*center.Contact))
		return nil
	})
	return contacts, err
}

// load reads all parts in one transaction, so that they belong together.
func (r *reader) load(
	ctx context.Context, instance center.InstanceID, recent center.Instant, visit func(center.Record) error,
) error {
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // it has written nothing
	var number int64
	err = tx.QueryRowContext(ctx, `SELECT number FROM instances WHERE id = ?`, string(instance)).Scan(&number)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	first := string(store.FirstContactID(recent))
	presence, contact := string(center.KindPresence), string(center.KindContact)
	for _, part := range []struct {
		query string
		args  []any
	}{
		{`SELECT kind, key, body FROM records WHERE instance = ? AND kind <> ? ORDER BY kind, key`,
			[]any{number, presence}},
		{`SELECT kind, key, body FROM records WHERE instance = ? AND kind = ? ORDER BY key`,
			[]any{number, presence}},
		// Live contacts that are not recent, then the recent ones: together in the order of ids.
		{`SELECT ?, id, body FROM contacts WHERE instance = ? AND live = 1 AND id < ? ORDER BY id`,
			[]any{contact, number, first}},
		{`SELECT ?, id, body FROM contacts WHERE instance = ? AND id >= ? ORDER BY id`,
			[]any{contact, number, first}},
	} {
		rows, err := tx.QueryContext(ctx, part.query, part.args...)
		if err != nil {
			return err
		}
		if err := visitRows(rows, visit); err != nil {
			return err
		}
	}
	return nil
}

// visitRows decodes rows of kind, key and body, and closes them.
func visitRows(rows *sql.Rows, visit func(center.Record) error) error {
	defer rows.Close()
	for rows.Next() {
		var kind center.ResourceKind
		var key string
		var body sql.RawBytes // decoded before the next row takes its place
		if err := rows.Scan(&kind, &key, &body); err != nil {
			return err
		}
		record, err := store.DecodeAs(kind, key, body)
		if err != nil {
			return err
		}
		if err := visit(record); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (r *reader) close() error { return r.db.Close() }

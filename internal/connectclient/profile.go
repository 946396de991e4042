package connectclient

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Environment is where credentials and region come from: flags first, then the
// variables and files that the AWS CLI reads.
type Environment struct {
	Profile string // of the files; empty: AWS_PROFILE, else the variables, else default
	Region  string // empty: AWS_REGION, AWS_DEFAULT_REGION, else that of the profile
	Getenv  func(string) string
}

// ErrNoCredentials says that neither variables nor files have credentials.
var ErrNoCredentials = errors.New("no AWS credentials are found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give --profile")

// Load finds credentials and region. The region may be empty.
func (e Environment) Load() (Credentials, string, error) {
	profile := cmp.Or(e.Profile, e.Getenv("AWS_PROFILE"))
	name := cmp.Or(profile, "default")
	home := e.Getenv("HOME")
	keys, err := readProfile(cmp.Or(e.Getenv("AWS_SHARED_CREDENTIALS_FILE"), filepath.Join(home, ".aws", "credentials")), name)
	if err != nil {
		return Credentials{}, "", err
	}
	section := "profile " + name
	if name == "default" {
		section = name
	}
	config, err := readProfile(cmp.Or(e.Getenv("AWS_CONFIG_FILE"), filepath.Join(home, ".aws", "config")), section)
	if err != nil {
		return Credentials{}, "", err
	}
	region := cmp.Or(e.Region, e.Getenv("AWS_REGION"), e.Getenv("AWS_DEFAULT_REGION"), config["region"], keys["region"])
	if e.Profile == "" && e.Getenv("AWS_ACCESS_KEY_ID") != "" {
		return Credentials{e.Getenv("AWS_ACCESS_KEY_ID"), e.Getenv("AWS_SECRET_ACCESS_KEY"), e.Getenv("AWS_SESSION_TOKEN")}, region, nil
	}
	for _, from := range []map[string]string{keys, config} {
		if from["aws_access_key_id"] != "" && from["aws_secret_access_key"] != "" {
			return Credentials{from["aws_access_key_id"], from["aws_secret_access_key"], from["aws_session_token"]}, region, nil
		}
	}
	if profile != "" {
		return Credentials{}, region, fmt.Errorf("the profile %s has no access key; profiles of single sign-on and roles are not read: use aws configure export-credentials", profile)
	}
	return Credentials{}, region, ErrNoCredentials
}

// readProfile reads one section of a file of the AWS CLI. A file that is not
// there has none.
func readProfile(name, section string) (map[string]string, error) {
	file, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	values := map[string]string{}
	inside := false
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "" || line[0] == '#' || line[0] == ';':
		case line[0] == '[':
			inside = strings.TrimSpace(strings.Trim(line, "[]")) == section
		case inside:
			if key, value, ok := strings.Cut(line, "="); ok {
				values[strings.ToLower(strings.TrimSpace(key))] = strings.TrimSpace(value)
			}
		}
	}
	return values, lines.Err()
}
